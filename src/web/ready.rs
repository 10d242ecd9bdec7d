//! A one-time result that any number of futures can await.

use std::cell::RefCell;
use std::future::poll_fn;
use std::task::{Poll, Waker};

use speko_proto::SpekoClientError;

type Opened = Result<(), SpekoClientError>;

/// Whether the session has opened, or why it failed to.
#[derive(Default)]
pub(super) struct Outcome {
    opened: RefCell<Option<Opened>>,
    waiting: RefCell<Vec<Waker>>,
}

impl Outcome {
    /// Sets the result and wakes all waiting futures. Only the first result counts.
    pub(super) fn settle(&self, opened: Opened) {
        self.opened.borrow_mut().get_or_insert(opened);
        for waker in self.waiting.take() {
            waker.wake();
        }
    }

    pub(super) fn wait(&self) -> impl Future<Output = Opened> {
        poll_fn(|context| match &*self.opened.borrow() {
            Some(opened) => Poll::Ready(opened.clone()),
            None => {
                let mut waiting = self.waiting.borrow_mut();
                let waker = context.waker();
                if !waiting.iter().any(|known| known.will_wake(waker)) {
                    waiting.push(waker.clone());
                }
                Poll::Pending
            }
        })
    }
}
