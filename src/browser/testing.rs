//! The browser drivers without a state machine, for tests in a real browser. Not covered by semver.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::fmt;
use std::future::poll_fn;
use std::rc::Rc;
use std::task::{Poll, Waker};

use super::devices::Devices;
use super::js::Link;
use super::pump::Hands;
use crate::call::io::{Input, Op, Order};
use crate::livekit::url::{Dial, ServerUrl};

/// Browser drivers that execute a test's outputs and send their inputs to the test.
pub struct Rig {
    devices: Option<Devices>,
    inbox: Rc<Inbox>,
}

#[derive(Default)]
struct Inbox {
    facts: RefCell<VecDeque<Input>>,
    waker: RefCell<Option<Waker>>,
}

impl Rig {
    /// Creates drivers that hold no browser objects yet, apart from listeners on the page.
    #[expect(clippy::new_without_default, reason = "registers listeners on the page")]
    pub fn new() -> Self {
        let inbox = Rc::new(Inbox::default());
        let mine = Rc::clone(&inbox);
        let link = Link::new(move |fact| {
            mine.facts.borrow_mut().push_back(fact);
            if let Some(waker) = mine.waker.take() {
                waker.wake();
            }
        });
        let devices = Some(Devices::new(link, None));
        Self { devices, inbox }
    }

    /// Executes an output.
    pub fn order(&mut self, order: Order) {
        if let Some(devices) = &mut self.devices {
            devices.obey(&order);
        }
    }

    /// Opens the socket of a server, as a join does. An invalid URL is ignored.
    pub fn open_socket(&mut self, op: Op, server: &str) {
        if let Some(server) = ServerUrl::parse(server) {
            self.order(Order::OpenSocket(
                op,
                server.join("aa.bb.cc", &Dial::default()),
            ));
        }
    }

    /// Probes a server over HTTP. An invalid URL is ignored.
    pub fn probe(&mut self, op: Op, server: &str) {
        if let Some(server) = ServerUrl::parse(server) {
            self.order(Order::Probe(
                op,
                server.validate("aa.bb.cc", &Dial::default()),
            ));
        }
    }

    /// Waits for the next input.
    pub async fn next(&self) -> Input {
        poll_fn(|context| match self.try_next() {
            Some(fact) => Poll::Ready(fact),
            None => {
                self.inbox.waker.replace(Some(context.waker().clone()));
                Poll::Pending
            }
        })
        .await
    }

    /// Returns the next input, if there is one already.
    pub fn try_next(&self) -> Option<Input> {
        self.inbox.facts.borrow_mut().pop_front()
    }

    /// Releases everything, as [`Order::Finish`] does. Inputs can still be read.
    pub fn finish(&mut self) {
        self.devices = None;
    }
}

impl fmt::Debug for Rig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Rig")
    }
}
