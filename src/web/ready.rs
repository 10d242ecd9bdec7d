//! A one-time result that any number of futures can await.

use std::cell::RefCell;
use std::future::poll_fn;
use std::task::{Poll, Waker};

use speko_proto::SpekoClientError;

type OpenResult = Result<(), SpekoClientError>;

/// Whether the session has opened, or why it failed to.
#[derive(Default)]
pub(super) struct Ready {
    result: RefCell<Option<OpenResult>>,
    wakers: RefCell<Vec<Waker>>,
}

impl Ready {
    /// Sets the result and wakes all waiting futures. Only the first result counts.
    pub(super) fn resolve(&self, result: OpenResult) {
        self.result.borrow_mut().get_or_insert(result);
        for waker in self.wakers.take() {
            waker.wake();
        }
    }

    pub(super) fn wait(&self) -> impl Future<Output = OpenResult> {
        poll_fn(|context| match &*self.result.borrow() {
            Some(result) => Poll::Ready(result.clone()),
            None => {
                let mut wakers = self.wakers.borrow_mut();
                let waker = context.waker();
                if !wakers.iter().any(|known| known.will_wake(waker)) {
                    wakers.push(waker.clone());
                }
                Poll::Pending
            }
        })
    }
}
