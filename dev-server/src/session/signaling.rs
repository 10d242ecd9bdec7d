//! Sends and receives signaling messages, and replaces a lost socket.

use std::time::Instant;

use axum::extract::ws::{Message as Frame, WebSocket};
use speko_proto::livekit::wire::signal_response::Message as ServerMessage;
use speko_proto::livekit::wire::{ReconnectResponse, SignalRequest, SignalResponse};

use super::signal_socket::SignalSocket;
use super::{End, Session, version};

impl Session {
    pub(super) fn read_frame(
        &mut self,
        frame: Option<Result<Frame, axum::Error>>,
    ) -> Result<(), End> {
        self.last_frame = Instant::now();
        match frame {
            Some(Ok(Frame::Binary(bytes))) => {
                let request = SignalRequest::decode(&bytes).map_err(|_| End::InvalidMessage)?;
                self.read_request(request)
            }
            Some(Ok(Frame::Ping(_) | Frame::Pong(_))) => Ok(()),
            Some(Ok(Frame::Text(_))) => Err(End::InvalidMessage),
            Some(Ok(Frame::Close(_)) | Err(_)) | None => self.lose_socket(),
        }
    }

    /// Handles the loss of the socket. A caller that was connected may resume, and the media
    /// connection stays up.
    pub(super) fn lose_socket(&mut self) -> Result<(), End> {
        if !self.was_up {
            return Err(End::SocketClosed);
        }
        self.socket.drop_socket();
        self.socket_lost_since.get_or_insert_with(Instant::now);
        Ok(())
    }

    /// Resumes the session on a new socket.
    pub(super) fn resume(&mut self, socket: WebSocket) -> Result<(), End> {
        self.socket = SignalSocket::new(socket);
        self.socket_lost_since = None;
        self.last_frame = Instant::now();
        self.send(ServerMessage::Reconnect(ReconnectResponse {
            last_message_seq: self.heard_sequence,
            ..ReconnectResponse::default()
        }))?;
        for participant in [
            self.participants.user().clone(),
            self.participants.agent().clone(),
        ] {
            self.update(participant)?;
        }
        self.offer(true)
    }

    pub(super) fn send(&mut self, message: ServerMessage) -> Result<(), End> {
        let publishes = self.claims.video.publishes();
        let version = matches!(message, ServerMessage::Join(_)).then(|| version::encode(publishes));
        let mut frame = SignalResponse {
            message: Some(message),
        }
        .encode_to_vec();
        frame.extend(version.into_iter().flatten());
        // Without a socket the message is dropped. The resume sends the current state.
        if !self.socket.is_open() || self.socket.send(frame) {
            Ok(())
        } else {
            self.lose_socket()
        }
    }
}
