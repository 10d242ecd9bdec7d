//! The signalling socket of a session, which may break and be another one afterwards.

use axum::extract::ws::{CloseFrame, Message as Frame, WebSocket, close_code};
use futures_util::stream::{SplitSink, SplitStream};
use futures_util::{SinkExt, StreamExt};
use speko_client::wire::proto::leave_request::Action;
use speko_client::wire::proto::signal_response::Message as Say;
use speko_client::wire::proto::{DisconnectReason, LeaveRequest, SignalResponse};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio::time::timeout;

use super::PATIENCE;

/// Messages that wait for a slow socket; a caller who reads none is gone.
const MOST_WAITING: usize = 256;

/// A socket that is open, or was.
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

    /// Whether it is open, for all we know.
    pub(super) fn is_open(&self) -> bool {
        self.incoming.is_some()
    }

    /// The next frame; nothing when it closes, and after that never anything.
    pub(super) async fn next(&mut self) -> Option<Result<Frame, axum::Error>> {
        match &mut self.incoming {
            Some(incoming) => incoming.next().await,
            None => std::future::pending().await,
        }
    }

    /// Whether it went on its way.
    pub(super) fn send(&self, frame: Vec<u8>) -> bool {
        let outgoing = self.outgoing.as_ref();
        outgoing.is_some_and(|outgoing| outgoing.try_send(Frame::Binary(frame.into())).is_ok())
    }

    /// It broke.
    pub(super) fn drop_socket(&mut self) {
        self.incoming = None;
        self.outgoing = None;
    }

    /// Waits a little for the caller to close, and for the last words to leave.
    pub(super) async fn finish(mut self, said: bool) {
        if let Some(mut incoming) = self.incoming.take().filter(|_| said) {
            let until_closed = async { while let Some(Ok(_)) = incoming.next().await {} };
            let _ = timeout(PATIENCE, until_closed).await;
        }
        // The writer ends by itself once nobody can give it a message.
        self.outgoing = None;
        let _ = timeout(PATIENCE, self.writer).await;
    }
}

/// There is no such session any more: as LiveKit says it, the caller may join anew.
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

/// Writes what waits, each message with a limit, and closes the socket when nobody has more to say.
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
