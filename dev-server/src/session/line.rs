//! The signaling socket of a session, which a resume replaces.

use axum::extract::ws::{CloseFrame, Message as Frame, WebSocket, close_code};
use futures_util::stream::{SplitSink, SplitStream};
use futures_util::{SinkExt, StreamExt};
use speko_proto::livekit::wire::leave_request::Action;
use speko_proto::livekit::wire::signal_response::Message as Say;
use speko_proto::livekit::wire::{DisconnectReason, LeaveRequest, SignalResponse};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio::time::timeout;

use super::PATIENCE;

/// Maximum number of queued messages. A caller that does not read them is gone.
const MOST_WAITING: usize = 256;

/// A socket that is open or was open.
pub(super) struct Line {
    outgoing: Option<mpsc::Sender<Frame>>,
    incoming: Option<SplitStream<WebSocket>>,
    writer: JoinHandle<()>,
}

impl Line {
    pub(super) fn new(socket: WebSocket) -> Self {
        let (sink, incoming) = socket.split();
        let (outgoing, waiting) = mpsc::channel(MOST_WAITING);
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
    pub(super) async fn finish(mut self, said: bool) {
        if let Some(mut incoming) = self.incoming.take().filter(|_| said) {
            let until_closed = async { while let Some(Ok(_)) = incoming.next().await {} };
            let _ = timeout(PATIENCE, until_closed).await;
        }
        // The writer ends when the channel closes.
        self.outgoing = None;
        let _ = timeout(PATIENCE, self.writer).await;
    }
}

/// Refuses to resume an unknown session. As LiveKit does, it asks the caller for a full reconnect.
pub(super) async fn refuse(socket: WebSocket) {
    let line = Line::new(socket);
    let leave = LeaveRequest {
        reason: DisconnectReason::StateMismatch.into(),
        action: Action::Reconnect.into(),
        ..LeaveRequest::default()
    };
    let response = SignalResponse {
        message: Some(Say::Leave(leave)),
    };
    let said = line.send(response.encode_to_vec());
    line.finish(said).await;
}

/// Writes queued messages, each with a timeout, and closes the socket when the channel closes.
async fn write(mut sink: SplitSink<WebSocket, Frame>, mut waiting: mpsc::Receiver<Frame>) {
    while let Some(frame) = waiting.recv().await {
        if !matches!(timeout(PATIENCE, sink.send(frame)).await, Ok(Ok(()))) {
            return;
        }
    }
    let farewell = CloseFrame {
        code: close_code::NORMAL,
        reason: "".into(),
    };
    let _ = timeout(PATIENCE, sink.send(Frame::Close(Some(farewell)))).await;
}
