//! A caller with two peer connections, as Firefox needs: a publisher and a subscriber.

use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::{Value as Json, json};
use speko_proto::livekit::wire::data_packet::Value;
use speko_proto::livekit::wire::signal_request::Message as ClientMessage;
use speko_proto::livekit::wire::signal_response::Message as ServerMessage;
use speko_proto::livekit::wire::{
    AddTrackRequest, DataPacket, SessionDescription, SignalResponse, SignalTarget, TrickleRequest,
    UserPacket,
};
use speko_proto::packet::Outbound;
use str0m::change::{SdpAnswer, SdpOffer, SdpPendingOffer};
use str0m::channel::ChannelId;
use str0m::crypto::from_feature_flags;
use str0m::media::{Direction, Frequency, MediaKind, MediaTime, Mid};
use str0m::net::{Protocol, Receive};
use str0m::{Candidate, Event, Input, Output, Rtc};
use tokio::net::UdpSocket;
use tokio_tungstenite::connect_async;
use tokio_tungstenite::tungstenite::Message as Frame;

use super::{Caller, DevServer, TIMEOUT};

/// One of the two peer connections.
pub(crate) struct PeerConnection {
    pub(crate) rtc: Rtc,
    udp: UdpSocket,
    pub(crate) reliable: Option<ChannelId>,
    pub(crate) played: usize,
    pub(crate) data: Vec<DataPacket>,
}

impl PeerConnection {
    async fn new() -> Self {
        let udp = UdpSocket::bind("127.0.0.1:0").await.unwrap();
        let mut rtc = Rtc::builder()
            .set_crypto_provider(Arc::new(from_feature_flags()))
            .clear_codecs()
            .enable_opus(true, false)
            .build(Instant::now());
        rtc.add_local_candidate(Candidate::host(udp.local_addr().unwrap(), "udp").unwrap());
        Self {
            rtc,
            udp,
            reliable: None,
            played: 0,
            data: Vec::new(),
        }
    }

    /// Executes its outputs, and handles the datagrams that have arrived.
    async fn turn(&mut self) {
        let mut buffer = [0; 2_000];
        while let Ok((length, source)) = self.udp.try_recv_from(&mut buffer) {
            let local = self.udp.local_addr().unwrap();
            if let Ok(received) = Receive::new(Protocol::Udp, source, local, &buffer[..length]) {
                let input = Input::Receive(Instant::now(), received);
                self.rtc.handle_input(input).unwrap();
                self.drain().await;
            }
        }
        self.rtc
            .handle_input(Input::Timeout(Instant::now()))
            .unwrap();
        self.drain().await;
    }

    async fn drain(&mut self) {
        loop {
            match self.rtc.poll_output().unwrap() {
                Output::Timeout(_) => return,
                Output::Transmit(out) => {
                    let sent = self.udp.send_to(&out.contents, out.destination);
                    sent.await.unwrap();
                }
                Output::Event(Event::ChannelOpen(id, label)) if label == "_reliable" => {
                    self.reliable = Some(id);
                }
                Output::Event(Event::ChannelData(data)) => {
                    let packet = DataPacket::decode(data.data.as_slice()).unwrap();
                    self.data.push(packet);
                }
                Output::Event(Event::MediaData(_)) => self.played += 1,
                Output::Event(_) => {}
            }
        }
    }
}

/// A caller with two peer connections and media.
pub(crate) struct DualPcCaller {
    pub(crate) signaling: Caller,
    pub(crate) sid: String,
    pub(crate) publisher: PeerConnection,
    pub(crate) subscriber: PeerConnection,
    mic: Mid,
    sent_count: u64,
    pub(crate) offers: u32,
    answers: Vec<u32>,
}

/// Opens the signaling socket of a caller with two peer connections.
pub(crate) async fn connect(server: &DevServer, more: &str) -> Caller {
    let token = server.token("room");
    let url = format!(
        "ws://{}/rtc?access_token={token}&protocol=16&auto_subscribe=1{more}",
        server.address
    );
    let (socket, _) = connect_async(url).await.unwrap();
    Caller::new(socket)
}

impl DualPcCaller {
    pub(crate) async fn call(server: &DevServer) -> Self {
        let mut signaling = connect(server, "").await;
        let Some(ServerMessage::Join(join)) = signaling.next().await else {
            panic!("the first message is not a join")
        };
        assert!(join.subscriber_primary);
        let mut publisher = PeerConnection::new().await;
        let mut changes = publisher.rtc.sdp_api();
        changes.add_channel("_reliable".into());
        changes.add_channel("_lossy".into());
        let mic = changes.add_media(MediaKind::Audio, Direction::SendOnly, None, None, None);
        let (offer, pending) = changes.apply().unwrap();
        signaling
            .send(ClientMessage::AddTrack(AddTrackRequest {
                cid: "mic".into(),
                ..Default::default()
            }))
            .await;
        let mut caller = Self {
            signaling,
            sid: join.participant.unwrap().sid,
            publisher,
            subscriber: PeerConnection::new().await,
            mic,
            sent_count: 0,
            offers: 0,
            answers: Vec::new(),
        };
        caller.publish(offer.to_sdp_string(), pending, 7).await;
        caller
    }

    /// Sends an offer for the publisher and waits for the answer with the same id.
    pub(crate) async fn publish(&mut self, sdp: String, pending: SdpPendingOffer, id: u32) {
        let offer = SessionDescription {
            r#type: "offer".into(),
            sdp,
            id,
            ..Default::default()
        };
        self.signaling.send(ClientMessage::Offer(offer)).await;
        loop {
            match self.signaling.next().await.unwrap() {
                ServerMessage::Answer(answer) => {
                    assert_eq!(answer.id, id, "the offer's id is echoed");
                    let sdp = SdpAnswer::from_sdp_string(&answer.sdp).unwrap();
                    let api = self.publisher.rtc.sdp_api();
                    return api.accept_answer(pending, sdp).unwrap();
                }
                other => self.read(other).await,
            }
        }
    }

    async fn read(&mut self, message: ServerMessage) {
        match message {
            ServerMessage::Offer(offer) => {
                assert_eq!(offer.id, self.offers + 1, "offers are numbered");
                self.offers = offer.id;
                assert!(offer.mid_to_track_id[0].value.starts_with("TR_"));
                let sdp = SdpOffer::from_sdp_string(&offer.sdp).unwrap();
                let answer = self.subscriber.rtc.sdp_api().accept_offer(sdp).unwrap();
                let answer = SessionDescription {
                    r#type: "answer".into(),
                    sdp: answer.to_sdp_string(),
                    id: offer.id,
                    ..Default::default()
                };
                self.signaling.send(ClientMessage::Answer(answer)).await;
                // The server knows no address of the caller until it sends candidates.
                for (end, target) in [
                    (&self.subscriber, SignalTarget::Subscriber),
                    (&self.publisher, SignalTarget::Publisher),
                ] {
                    let address = end.udp.local_addr().unwrap();
                    let candidate = Candidate::host(address, "udp").unwrap().to_sdp_string();
                    let init = json!({ "candidate": candidate, "sdpMLineIndex": 0 });
                    let trickle = TrickleRequest {
                        candidate_init: init.to_string(),
                        target: target.into(),
                        ..Default::default()
                    };
                    self.signaling.send(ClientMessage::Trickle(trickle)).await;
                }
            }
            ServerMessage::Trickle(trickle) => {
                let init: Json = serde_json::from_str(&trickle.candidate_init).unwrap();
                let text = init["candidate"].as_str().unwrap();
                let candidate = Candidate::from_sdp_string(text).unwrap();
                let target = trickle.target();
                let end = match target {
                    SignalTarget::Subscriber => &mut self.subscriber,
                    _ => &mut self.publisher,
                };
                end.rtc.add_remote_candidate(candidate);
            }
            ServerMessage::Leave(leave) => panic!("the server ended the call: {leave:?}"),
            ServerMessage::MediaSectionsRequirement(_) => {
                panic!("MediaSectionsRequirement is only for a single peer connection")
            }
            ServerMessage::Answer(answer) => self.answers.push(answer.id),
            _ => {}
        }
    }

    /// Sends audio, runs, and reads all signaling messages, until `done`.
    pub(crate) async fn until(&mut self, what: &str, mut done: impl FnMut(&Self) -> bool) {
        let end = Instant::now() + TIMEOUT;
        let mut spoken = Instant::now();
        while !done(self) {
            assert!(Instant::now() < end, "timed out waiting for: {what}");
            self.publisher.turn().await;
            self.subscriber.turn().await;
            if spoken.elapsed() >= Duration::from_millis(20) {
                spoken = Instant::now();
                self.speak();
            }
            self.signaling.keep_alive().await;
            let next = futures_util::StreamExt::next(&mut self.signaling.socket);
            let next = tokio::time::timeout(Duration::from_millis(5), next).await;
            match next {
                Ok(Some(Ok(Frame::Binary(bytes)))) => {
                    let response = SignalResponse::decode(&bytes).unwrap();
                    self.read(response.message.unwrap()).await;
                }
                Ok(Some(Ok(Frame::Ping(_) | Frame::Pong(_)))) | Err(_) => {}
                Ok(closed) => panic!("the socket closed while waiting for {what}: {closed:?}"),
            }
        }
    }

    /// Runs until the server's statistics of the call satisfy `done`.
    pub(crate) async fn until_caller_stats(
        &mut self,
        server: &DevServer,
        what: &str,
        done: impl Fn(&Json) -> bool,
    ) {
        let end = Instant::now() + TIMEOUT;
        while !done(&server.caller_stats("room").await) {
            assert!(Instant::now() < end, "timed out waiting for: {what}");
            let turn = Instant::now() + Duration::from_millis(20);
            self.until("20 ms pass", |_| Instant::now() >= turn).await;
        }
    }

    /// Sends silence, since speech would interrupt the greeting.
    fn speak(&mut self) {
        let Some(writer) = self.publisher.rtc.writer(self.mic) else {
            return;
        };
        self.sent_count += 1;
        let opus: Arc<[u8]> = format!("packet {}", self.sent_count).into_bytes().into();
        let pt = writer.payload_params().next().unwrap().pt();
        let time = MediaTime::new(self.sent_count * 960, Frequency::FORTY_EIGHT_KHZ);
        let writer = writer.audio_level(-100, false);
        writer.write(pt, Instant::now(), time, opus).unwrap();
    }

    /// Sends a contextual update with this sequence number.
    pub(crate) fn send_context(&mut self, sequence: u32, text: &str) {
        let payload = Outbound::ContextualUpdate(text.into()).encode();
        let packet = DataPacket {
            sequence,
            value: Some(Value::User(UserPacket {
                payload: payload.into_bytes(),
                topic: None,
            })),
            ..Default::default()
        };
        let id = self.publisher.reliable.unwrap();
        let mut channel = self.publisher.rtc.channel(id).unwrap();
        assert!(channel.write(true, &packet.encode_to_vec()).unwrap());
    }
}
