//! Where the parts of the machine put their orders, and where ops get their numbers.

use super::io::{Op, Order, PeerOrder};
use crate::event::Event;
use crate::list;
use crate::livekit::proto::{SignalRequest, signal_request};

/// Orders that wait to be carried out, oldest first.
#[derive(Debug, Default)]
pub(crate) struct Outbox {
    orders: Vec<Order>,
    last_op: u32,
    /// There is a socket whose server has let us in: anything else would lose a frame.
    pub(crate) joined: bool,
    /// Frames that wait for a socket; nothing while there is one.
    held: Option<Vec<Vec<u8>>>,
}

/// More than anybody's clicks during an outage; the oldest go.
const MAX_HELD: usize = 64;

impl Outbox {
    /// A number that was not used before.
    pub(crate) fn op(&mut self) -> Op {
        self.last_op += 1;
        Op(self.last_op)
    }

    pub(crate) fn push(&mut self, order: Order) {
        self.orders.push(order);
    }

    pub(crate) fn peer(&mut self, order: PeerOrder) {
        self.push(Order::Peer(order));
    }

    pub(crate) fn emit(&mut self, event: Event) {
        self.push(Order::Emit(event));
    }

    /// A signal message, as a frame. It waits while the line is being mended.
    pub(crate) fn signal(&mut self, message: signal_request::Message) {
        let Some(held) = &mut self.held else {
            return self.signal_now(message);
        };
        list::push(held, MAX_HELD, frame(message));
    }

    /// The same for what mends the line: it never waits.
    pub(crate) fn signal_now(&mut self, message: signal_request::Message) {
        if self.joined {
            self.push(Order::SendFrame(frame(message)));
        }
    }

    /// From now on signal messages wait.
    pub(crate) fn hold(&mut self) {
        self.held.get_or_insert_default();
    }

    /// What has waited was for a session that is none any more.
    pub(crate) fn forget_held(&mut self) {
        if let Some(held) = &mut self.held {
            held.clear();
        }
    }

    /// The line is whole: what has waited goes out.
    pub(crate) fn release(&mut self) {
        for frame in self.held.take().unwrap_or_default() {
            self.push(Order::SendFrame(frame));
        }
    }

    pub(crate) fn pop(&mut self) -> Option<Order> {
        list::take_at(&mut self.orders, 0)
    }
}

fn frame(message: signal_request::Message) -> Vec<u8> {
    let request = SignalRequest {
        message: Some(message),
    };
    request.encode_to_vec()
}
