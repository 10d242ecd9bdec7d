//! The queue of outputs, and the counter for their request ids.

use super::io::{Output, PeerOutput, RequestId};
use crate::event::Event;
use crate::list;
use crate::livekit::proto::{SignalRequest, signal_request};

/// Outputs to execute, oldest first.
#[derive(Debug, Default)]
pub(crate) struct Outbox {
    outputs: Vec<Output>,
    last_op: u32,
    /// A socket is open and the server accepted the join. Otherwise a signal message is dropped.
    pub(crate) joined: bool,
    /// Signal frames that are queued during a reconnect. `None` while the connection is up.
    held: Option<Vec<Vec<u8>>>,
}

/// The limit of `held`, which no user reaches by clicking. The oldest frames are dropped.
const MAX_HELD: usize = 64;

impl Outbox {
    /// Returns a new request id.
    pub(crate) fn op(&mut self) -> RequestId {
        self.last_op += 1;
        RequestId(self.last_op)
    }

    pub(crate) fn push(&mut self, output: Output) {
        self.outputs.push(output);
    }

    pub(crate) fn peer(&mut self, output: PeerOutput) {
        self.push(Output::Peer(output));
    }

    pub(crate) fn emit(&mut self, event: Event) {
        self.push(Output::Emit(event));
    }

    /// Sends a signal message, or queues it during a reconnect.
    pub(crate) fn signal(&mut self, message: signal_request::Message) {
        let Some(held) = &mut self.held else {
            return self.signal_now(message);
        };
        list::push(held, MAX_HELD, frame(message));
    }

    /// Sends a signal message at once, even while others are queued. Dropped before the join.
    pub(crate) fn signal_now(&mut self, message: signal_request::Message) {
        if self.joined {
            self.push(Output::SendFrame(frame(message)));
        }
    }

    /// Queues signal messages from now on.
    pub(crate) fn hold(&mut self) {
        self.held.get_or_insert_default();
    }

    /// Drops the queued messages, which belong to a session that no longer exists.
    pub(crate) fn forget_held(&mut self) {
        if let Some(held) = &mut self.held {
            held.clear();
        }
    }

    /// Sends the queued messages once the connection is re-established.
    pub(crate) fn release(&mut self) {
        for frame in self.held.take().unwrap_or_default() {
            self.push(Output::SendFrame(frame));
        }
    }

    pub(crate) fn pop(&mut self) -> Option<Output> {
        list::take_at(&mut self.outputs, 0)
    }
}

fn frame(message: signal_request::Message) -> Vec<u8> {
    let request = SignalRequest {
        message: Some(message),
    };
    request.encode_to_vec()
}
