//! The drivers without a machine, for tests in a real browser. No part of the promise that versions keep.

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

/// Devices whose orders come from a test, and whose facts go to it.
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
    /// Devices that hold nothing yet.
    #[expect(clippy::new_without_default, reason = "it listens to the page at once")]
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

    /// Has an order carried out.
    pub fn order(&mut self, order: Order) {
        if let Some(devices) = &mut self.devices {
            devices.obey(&order);
        }
    }

    /// Has the socket of a server opened, as a join does. Nothing happens for what is no URL.
    pub fn open_socket(&mut self, op: Op, server: &str) {
        if let Some(server) = ServerUrl::parse(server) {
            self.order(Order::OpenSocket(
                op,
                server.join("aa.bb.cc", &Dial::default()),
            ));
        }
    }

    /// Has a server asked by HTTP. Nothing happens for what is no URL.
    pub fn probe(&mut self, op: Op, server: &str) {
        if let Some(server) = ServerUrl::parse(server) {
            self.order(Order::Probe(
                op,
                server.validate("aa.bb.cc", &Dial::default()),
            ));
        }
    }

    /// The next fact.
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

    /// The next fact, if there is one already.
    pub fn try_next(&self) -> Option<Input> {
        self.inbox.facts.borrow_mut().pop_front()
    }

    /// What [`Order::Finish`] does: everything is let go. Facts can still be read.
    pub fn finish(&mut self) {
        self.devices = None;
    }
}

impl fmt::Debug for Rig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Rig")
    }
}
