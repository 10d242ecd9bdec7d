//! A result that comes once and that any number of futures wait for.

use std::cell::RefCell;
use std::future::poll_fn;
use std::task::{Poll, Waker};

use crate::error::SpekoClientError;

type Opened = Result<(), SpekoClientError>;

/// Whether the session opened.
#[derive(Default)]
pub(super) struct Outcome {
    opened: RefCell<Option<Opened>>,
    waiting: RefCell<Vec<Waker>>,
}

impl Outcome {
    /// Only the first one counts.
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
