//! The outputs of the LiveKit client, and the signal messages that wait for a reconnect.

use std::ops::{Deref, DerefMut};

use super::io::{LiveKitOutput, MediaOutput, PeerOutput, RequestId};
use super::wire::{SignalRequest, signal_request};
use crate::engine::outbox::{self, Effects};
use crate::event::Event;
use crate::list;

/// Outputs to execute, oldest first.
#[derive(Debug, Default)]
pub(super) struct Outbox {
    outputs: outbox::Outbox<LiveKitOutput>,
    /// A socket is open and the server accepted the join. Otherwise a signal message is dropped.
    pub(super) joined: bool,
    /// Signal frames that are queued during a reconnect. `None` while the connection is up.
    queued: Option<Vec<Vec<u8>>>,
}

/// The limit of `queued`, which no user reaches by clicking. The oldest frames are dropped.
const MAX_QUEUED: usize = 64;

impl Outbox {
    pub(super) fn peer(&mut self, output: PeerOutput) {
        self.push(LiveKitOutput::Publisher(output));
    }

    /// Sends a signal message, or queues it during a reconnect.
    pub(super) fn signal(&mut self, message: signal_request::Message) {
        let Some(queued) = &mut self.queued else {
            return self.signal_now(message);
        };
        list::push(queued, MAX_QUEUED, frame(message));
    }

    /// Sends a signal message at once, even while others are queued. Dropped before the join.
    pub(super) fn signal_now(&mut self, message: signal_request::Message) {
        if self.joined {
            self.push(LiveKitOutput::SendFrame(frame(message)));
        }
    }

    /// Queues signal messages from now on.
    pub(super) fn queue_signals(&mut self) {
        self.queued.get_or_insert_default();
    }

    /// Drops the queued messages, which belong to a session that no longer exists.
    pub(super) fn drop_queued(&mut self) {
        if let Some(queued) = &mut self.queued {
            queued.clear();
        }
    }

    /// Sends the queued messages once the connection is re-established.
    pub(super) fn send_queued(&mut self) {
        for frame in self.queued.take().unwrap_or_default() {
            self.push(LiveKitOutput::SendFrame(frame));
        }
    }
}

impl Deref for Outbox {
    type Target = outbox::Outbox<LiveKitOutput>;

    fn deref(&self) -> &Self::Target {
        &self.outputs
    }
}

impl DerefMut for Outbox {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.outputs
    }
}

impl Effects for Outbox {
    fn next_id(&mut self) -> RequestId {
        self.outputs.next_id()
    }

    fn media(&mut self, output: MediaOutput) {
        self.outputs.media(output);
    }

    fn emit(&mut self, event: Event) {
        self.outputs.emit(event);
    }
}

fn frame(message: signal_request::Message) -> Vec<u8> {
    let request = SignalRequest {
        message: Some(message),
    };
    request.encode_to_vec()
}
