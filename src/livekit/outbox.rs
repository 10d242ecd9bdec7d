//! Where the parts of the machine put their orders, and where ops get their numbers.

use std::collections::VecDeque;

use super::io::{Op, Order, PeerOrder};
use super::proto::{SignalRequest, signal_request};
use crate::event::Event;

/// Orders that wait to be carried out, oldest first.
#[derive(Debug, Default)]
pub(super) struct Outbox {
    orders: VecDeque<Order>,
    last_op: u32,
}

impl Outbox {
    /// A number that was not used before.
    pub(super) fn op(&mut self) -> Op {
        self.last_op += 1;
        Op(self.last_op)
    }

    pub(super) fn push(&mut self, order: Order) {
        self.orders.push_back(order);
    }

    pub(super) fn peer(&mut self, order: PeerOrder) {
        self.push(Order::Peer(order));
    }

    pub(super) fn emit(&mut self, event: Event) {
        self.push(Order::Emit(event));
    }

    /// A signal message, as a frame.
    pub(super) fn signal(&mut self, message: signal_request::Message) {
        let request = SignalRequest {
            message: Some(message),
        };
        self.push(Order::SendFrame(request.encode_to_vec()));
    }

    pub(super) fn pop(&mut self) -> Option<Order> {
        self.orders.pop_front()
    }
}
