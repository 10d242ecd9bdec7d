//! The signaling socket of a session, which a resume replaces.

use axum::extract::ws::{CloseFrame, Message as Frame, WebSocket, close_code};
use futures_util::stream::{SplitSink, SplitStream};
use futures_util::{SinkExt, StreamExt};
use speko_proto::livekit::wire::leave_request::Action;
use speko_proto::livekit::wire::signal_response::Message as ServerMessage;
use speko_proto::livekit::wire::{DisconnectReason, LeaveRequest, SignalResponse};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio::time::timeout;

use super::SEND_TIMEOUT;

/// Maximum number of queued messages. A caller that does not read them is gone.
const MAX_QUEUED: usize = 256;

/// A socket that is open or was open.
pub(super) struct SignalSocket {
    outgoing: Option<mpsc::Sender<Frame>>,
    incoming: Option<SplitStream<WebSocket>>,
    writer: JoinHandle<()>,
}

impl SignalSocket {
    pub(super) fn new(socket: WebSocket) -> Self {
        let (sink, incoming) = socket.split();
        let (outgoing, waiting) = mpsc::channel(MAX_QUEUED);
        Self {
            outgoing: Some(outgoing),
            incoming: Some(incoming),
            writer: tokio::spawn(write(sink, waiting)),
        }
    }

    /// Returns whether the socket is open, as far as is known.
    pub(super) fn is_open(&self) -> bool {
        self.incoming.is_some()
    }

    /// Returns the next frame, and `None` when the socket closes. After that it stays pending.
    pub(super) async fn next(&mut self) -> Option<Result<Frame, axum::Error>> {
        match &mut self.incoming {
            Some(incoming) => incoming.next().await,
            None => std::future::pending().await,
        }
    }

    /// Queues a frame. Returns whether it was accepted.
    pub(super) fn send(&self, frame: Vec<u8>) -> bool {
        let outgoing = self.outgoing.as_ref();
        outgoing.is_some_and(|outgoing| outgoing.try_send(Frame::Binary(frame.into())).is_ok())
    }

    /// Drops the closed socket.
    pub(super) fn drop_socket(&mut self) {
        self.incoming = None;
        self.outgoing = None;
    }

    /// Waits a little until the caller closes the socket and the last messages are sent.
    pub(super) async fn finish(mut self, sent: bool) {
        if let Some(mut incoming) = self.incoming.take().filter(|_| sent) {
            let until_closed = async { while let Some(Ok(_)) = incoming.next().await {} };
            let _ = timeout(SEND_TIMEOUT, until_closed).await;
        }
        // The writer ends when the channel closes.
        self.outgoing = None;
        let _ = timeout(SEND_TIMEOUT, self.writer).await;
    }
}

/// Refuses to resume an unknown session. As LiveKit does, it asks the caller for a full reconnect.
pub(super) async fn refuse(socket: WebSocket) {
    let socket = SignalSocket::new(socket);
    let leave = LeaveRequest {
        reason: DisconnectReason::StateMismatch.into(),
        action: Action::Reconnect.into(),
        ..LeaveRequest::default()
    };
    let response = SignalResponse {
        message: Some(ServerMessage::Leave(leave)),
    };
    let sent = socket.send(response.encode_to_vec());
    socket.finish(sent).await;
}

/// Writes queued messages, each with a timeout, and closes the socket when the channel closes.
async fn write(mut sink: SplitSink<WebSocket, Frame>, mut waiting: mpsc::Receiver<Frame>) {
    while let Some(frame) = waiting.recv().await {
        if !matches!(timeout(SEND_TIMEOUT, sink.send(frame)).await, Ok(Ok(()))) {
            return;
        }
    }
    let close = CloseFrame {
        code: close_code::NORMAL,
        reason: "".into(),
    };
    let _ = timeout(SEND_TIMEOUT, sink.send(Frame::Close(Some(close)))).await;
}
