//! The server of a conversation: a fake socket and a second peer connection in the page.

use std::cell::RefCell;
use std::rc::Rc;

use base64ct::{Base64Url, Encoding};
use speko_proto::livekit::wire::{
    self, DataPacket, JoinRequest, JoinResponse, LeaveRequest, ParticipantInfo, Pong, Room,
    SessionDescription, SignalRequest, SignalResponse, TrackInfo, TrackPublishedResponse,
    TrickleRequest, UserPacket, WrappedJoinRequest, data_packet, signal_request, signal_response,
};
use speko_proto::packet::Inbound;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;

use crate::browser::support::*;

/// The server side of one conversation.
#[derive(Clone)]
pub(super) struct Server {
    pub(super) socket: JsValue,
    pub(super) remote: Remote,
    /// The caller's leave request, once it has arrived.
    leave: Rc<RefCell<Option<LeaveRequest>>>,
}

impl Server {
    /// Accepts the next call and answers it with all messages at once, as LiveKit does.
    pub(super) async fn accept() -> Self {
        let socket = next_socket().await;
        let join = join_request(&socket_url(&socket));
        let offer = join.publisher_offer.unwrap();
        let server = Self {
            socket,
            remote: Remote::new(),
            leave: Rc::default(),
        };
        let answer = server.remote.answer(&offer.sdp).await;
        socket_accept(&server.socket);
        server.send(signal_response::Message::Join(JoinResponse {
            room: Some(Room {
                name: "room-1".to_owned(),
                ..Default::default()
            }),
            participant: Some(ParticipantInfo {
                sid: "PA_me".to_owned(),
                identity: "me".to_owned(),
                ..Default::default()
            }),
            other_participants: vec![ParticipantInfo {
                sid: "PA_agent".to_owned(),
                identity: "agent".to_owned(),
                kind: wire::participant_info::Kind::Agent.into(),
                tracks: vec![TrackInfo {
                    sid: "TR_hum".to_owned(),
                    source: wire::TrackSource::Microphone.into(),
                    ..Default::default()
                }],
                ..Default::default()
            }],
            ping_interval: 5,
            // The maximum the client accepts, so that a stalled machine causes no ping timeout.
            ping_timeout: 3600,
            ..Default::default()
        }));
        for track in join.add_track_requests {
            server.send(signal_response::Message::TrackPublished(
                TrackPublishedResponse {
                    cid: track.cid,
                    track: Some(TrackInfo {
                        sid: "TR_mic".to_owned(),
                        ..Default::default()
                    }),
                },
            ));
        }
        server.answer(offer.id, answer);
        server.trickle().await;
        spawn_local(server.clone().serve());
        server
    }

    /// Sends an answer. It names the agent's track: without that, the caller would offer again.
    fn answer(&self, id: u32, sdp: String) {
        self.send(signal_response::Message::Answer(SessionDescription {
            r#type: "answer".to_owned(),
            sdp,
            id,
            mid_to_track_id: vec![(self.remote.agent_mid(), "TR_hum").into()],
        }));
    }

    /// Sends the next ICE candidate.
    async fn trickle(&self) {
        self.send(signal_response::Message::Trickle(TrickleRequest {
            candidate_init: self.remote.next_candidate().await,
            ..Default::default()
        }));
    }

    /// Answers pings and later offers until the caller leaves. On a busy machine, connecting or
    /// packets may be so late that the caller asks for a pong or restarts ICE.
    async fn serve(self) {
        loop {
            let frame = socket_sent(&self.socket).await;
            let request = SignalRequest::decode(&frame[..]).unwrap();
            match request.message {
                Some(signal_request::Message::PingReq(ping)) => {
                    self.send(signal_response::Message::PongResp(Pong {
                        last_ping_timestamp: ping.timestamp,
                        timestamp: ping.timestamp,
                    }));
                }
                Some(signal_request::Message::Offer(offer)) => {
                    if let Some(sdp) = self.remote.answer_again(&offer.sdp).await {
                        self.answer(offer.id, sdp);
                        // After an ICE restart the earlier candidates are obsolete.
                        spawn_local(self.clone().trickle_remaining());
                    }
                }
                Some(signal_request::Message::Leave(leave)) => {
                    self.leave.replace(Some(leave));
                    return;
                }
                _ => {}
            }
        }
    }

    /// Sends all further ICE candidates.
    async fn trickle_remaining(self) {
        loop {
            self.trickle().await;
        }
    }

    pub(super) fn send(&self, message: signal_response::Message) {
        let response = SignalResponse {
            message: Some(message),
        };
        let bytes = js_sys::Uint8Array::from(&response.encode_to_vec()[..]);
        socket_deliver(&self.socket, &bytes.into());
    }

    /// Sends a message of the agent.
    pub(super) async fn send_message(&self, text: &str) {
        let packet = Inbound::AgentMessage {
            text: text.to_owned(),
            is_final: true,
        };
        let packet = DataPacket {
            participant_identity: "agent".to_owned(),
            value: Some(data_packet::Value::User(UserPacket {
                payload: packet.encode().into_bytes(),
                topic: None,
            })),
            ..Default::default()
        };
        self.remote.send("_reliable", &packet.encode_to_vec()).await;
    }

    /// Waits for the caller's leave request.
    pub(super) async fn left(&self) -> LeaveRequest {
        until(|| self.leave.borrow().is_some()).await;
        self.leave.take().unwrap()
    }

    pub(super) async fn text_from_caller(&self) -> String {
        let packet = DataPacket::decode(&self.remote.next_message().await[..]).unwrap();
        let Some(data_packet::Value::User(user)) = packet.value else {
            panic!("no user packet");
        };
        String::from_utf8(user.payload).unwrap()
    }
}

fn join_request(url: &str) -> JoinRequest {
    assert!(url.starts_with("ws://media.example/rtc/v1?access_token=aa.bb.cc&"));
    let (_, request) = url.split_once("join_request=").unwrap();
    let bytes = Base64Url::decode_vec(&request.replace("%3D", "=")).unwrap();
    let wrapped = WrappedJoinRequest::decode(&bytes[..]).unwrap();
    JoinRequest::decode(&wrapped.join_request[..]).unwrap()
}
