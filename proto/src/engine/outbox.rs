//! The queue of outputs, and the counter for their request ids.

use super::io::{MediaOutput, Output, RequestId};
use crate::error::SpekoClientError;
use crate::event::Event;
use crate::list;

/// What the parts need that all machines share. They are compiled once, not once per transport.
pub(crate) trait Effects {
    /// Returns a new request id.
    fn next_id(&mut self) -> RequestId;

    fn media(&mut self, output: MediaOutput);

    fn emit(&mut self, event: Event);
}

/// Outputs to execute, oldest first.
#[derive(Debug)]
pub(crate) struct Outbox<T> {
    outputs: Vec<Output<T>>,
    last_id: u32,
}

impl<T> Default for Outbox<T> {
    fn default() -> Self {
        Self {
            outputs: Vec::new(),
            last_id: 0,
        }
    }
}

impl<T> Outbox<T> {
    /// Adds an output that only this transport has.
    pub(crate) fn push(&mut self, output: T) {
        self.outputs.push(Output::Transport(output));
    }

    pub(crate) fn resolve_ready(&mut self, result: Result<(), SpekoClientError>) {
        self.outputs.push(Output::ResolveReady(result));
    }

    pub(crate) fn closed(&mut self) {
        self.outputs.push(Output::Closed);
    }

    pub(crate) fn pop(&mut self) -> Option<Output<T>> {
        list::take_at(&mut self.outputs, 0)
    }
}

impl<T> Effects for Outbox<T> {
    fn next_id(&mut self) -> RequestId {
        self.last_id += 1;
        RequestId(self.last_id)
    }

    fn media(&mut self, output: MediaOutput) {
        self.outputs.push(Output::Media(output));
    }

    fn emit(&mut self, event: Event) {
        self.outputs.push(Output::Emit(event));
    }
}
