//! The server: its signal messages, and its responses to those of the client.

use speko_proto::livekit::io::*;
use speko_proto::livekit::wire;
use speko_proto::livekit::wire::signal_request::Message as ClientMessage;
use speko_proto::livekit::wire::signal_response::Message as ServerMessage;

use super::Simulator;
use crate::support::livekit::{
    agent, answer, decode_join, join, leave, published, published_as, update,
};

impl Simulator {
    pub(super) fn server_sends(&mut self, message: ServerMessage) {
        self.server_hangs |= self.choices.one_in(60);
        let Some(id) = self.checks.socket.filter(|_| !self.server_hangs) else {
            return;
        };
        let mut frame = wire::SignalResponse {
            message: Some(message),
        }
        .encode_to_vec();
        if self.choices.one_in(40) {
            frame.iter_mut().for_each(|byte| *byte ^= 0xA5);
        }
        let delay = self.choices.delay();
        self.socket_clock = self.socket_clock.max(self.now.after(delay));
        self.number += 1;
        self.queue.insert(
            (self.socket_clock, self.number),
            Input::Transport(LiveKitInput::Socket(id, SocketInput::Frame(frame))),
        );
    }

    pub(super) fn open_socket(&mut self, id: RequestId, url: &str) {
        assert_eq!(self.checks.socket.replace(id), None, "two sockets at once");
        assert_eq!(url.contains("/rtc?"), self.dual_pc, "the wrong join URL");
        // The network is back.
        self.server_hangs = false;
        match self.choices.pick(13) {
            11 => return,
            10 => {
                return self.later(Input::Transport(LiveKitInput::Socket(
                    id,
                    SocketInput::Closed { code: 1006 },
                )));
            }
            // Both the server's message and the open event are lost.
            9 => {
                return self.later(Input::Transport(LiveKitInput::Socket(
                    id,
                    SocketInput::Closed { code: 1000 },
                )));
            }
            _ => {}
        }
        let delay = self.choices.delay();
        self.after(
            delay,
            Input::Transport(LiveKitInput::Socket(id, SocketInput::Opened)),
        );
        self.socket_clock = self.now.after(delay);
        let resumes = if self.dual_pc {
            url.contains("&reconnect=1&")
        } else {
            decode_join(url).reconnect
        };
        if resumes {
            let answer = match self.choices.pick(8) {
                7 => leave(wire::DisconnectReason::RoomDeleted),
                6 => ServerMessage::Leave(wire::LeaveRequest {
                    reason: wire::DisconnectReason::StateMismatch.into(),
                    action: 2,
                    ..Default::default()
                }),
                // Some servers omit the reconnect message.
                5 => update(agent()),
                _ => ServerMessage::Reconnect(wire::ReconnectResponse {
                    last_message_seq: self.checks.last_packet,
                    ..Default::default()
                }),
            };
            return self.server_sends(answer);
        }
        if self.dual_pc {
            let ServerMessage::Join(join) = join() else {
                panic!()
            };
            self.server_sends(ServerMessage::Join(wire::JoinResponse {
                subscriber_primary: true,
                ..join
            }));
            return self.server_offers();
        }
        for message in [join(), published(), answer(1)] {
            self.server_sends(message);
        }
    }

    pub(super) fn server_offers(&mut self) {
        self.server_sends(ServerMessage::Offer(wire::SessionDescription {
            r#type: "offer".into(),
            sdp: "server's".into(),
            id: 1,
            ..Default::default()
        }));
    }

    pub(super) fn frame(&mut self, frame: &[u8]) {
        assert!(self.checks.socket_open, "sent on a socket that is not open");
        match wire::SignalRequest::decode(frame).unwrap().message.unwrap() {
            ClientMessage::Offer(offer) => self.server_sends(answer(offer.id)),
            ClientMessage::PingReq(ping) => {
                self.server_sends(ServerMessage::PongResp(wire::Pong {
                    last_ping_timestamp: ping.timestamp,
                    timestamp: ping.timestamp,
                }))
            }
            ClientMessage::AddTrack(track)
                if self.dual_pc || self.checks.replaced_transceivers > 0 =>
            {
                self.server_sends(published_as(&track.cid, "TR_me"));
            }
            ClientMessage::Answer(_) if self.dual_pc => {}
            // Whatever was in flight is known to be lost.
            ClientMessage::SyncState(_) => {
                (self.checks.offering, self.checks.local) = (false, false)
            }
            ClientMessage::AddTrack(_) | ClientMessage::Answer(_) => {
                panic!("never sent in single-PC mode")
            }
            _ => {}
        }
    }
}
