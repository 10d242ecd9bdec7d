//! Helpers for reconnect tests: failures, the server's messages after them, and what was attempted.

use speko_client::livekit::Millis;
use speko_client::livekit::io::*;
use speko_client::wire::packet::Outbound;
use speko_client::wire::proto::{
    self, signal_request::Message as Sent, signal_response::Message as Said,
};
use speko_client::{ConnectionState, Event};

use super::{Bench, answer};

pub fn cut_socket(bench: &mut Bench) {
    let socket = bench.socket_op();
    bench.input(Input::Socket(socket, SocketInput::Closed { code: 1006 }));
}

/// Reports when inbound media last arrived.
pub fn tell_heard(bench: &mut Bench, at: Millis) {
    bench.peer(PeerInput::SilentFor(bench.now.0 - at.0));
}

pub fn asked(bench: &Bench) -> usize {
    let asks = |order: &&Order| **order == Order::Peer(PeerOrder::AskHeard);
    bench.orders.iter().filter(asks).count()
}

pub fn opened(bench: &mut Bench) {
    let socket = bench.socket_op();
    bench.input(Input::Socket(socket, SocketInput::Opened));
}

/// Completes a full reconnect on the socket that is being opened: joined, with media connected.
pub fn let_in_anew(bench: &mut Bench) {
    opened(bench);
    bench.let_in();
    bench.peer(PeerInput::State(PeerState::Connected));
}

pub fn reconnect(last_message_seq: u32) -> Said {
    Said::Reconnect(proto::ReconnectResponse {
        last_message_seq,
        ..Default::default()
    })
}

pub fn leave_with(reason: proto::DisconnectReason, action: i32) -> Said {
    Said::Leave(proto::LeaveRequest {
        reason: reason.into(),
        action,
        ..Default::default()
    })
}

pub fn sockets(bench: &Bench) -> Vec<String> {
    let url = |order: &Order| match order {
        Order::OpenSocket(_, url) => Some(url.reveal().to_owned()),
        _ => None,
    };
    bench.orders.iter().filter_map(url).collect()
}

pub fn probes(bench: &Bench) -> Vec<Op> {
    let op = |order: &Order| match order {
        Order::Probe(op, _) | Order::Knock(op, _) => Some(*op),
        _ => None,
    };
    bench.orders.iter().filter_map(op).collect()
}

pub fn has(bench: &Bench, order: &Order) -> bool {
    bench.orders.contains(order)
}

pub fn connections(bench: &Bench) -> Vec<ConnectionState> {
    let state = |event: Event| match event {
        Event::Connection(state) => Some(state),
        _ => None,
    };
    bench.events().into_iter().filter_map(state).collect()
}

pub fn is_whole(bench: &Bench) -> bool {
    connections(bench).last() == Some(&ConnectionState::Good)
}

pub fn say(bench: &mut Bench, text: &str) {
    bench.command(Command::Send(Outbound::UserMessage(text.into())));
}

pub fn said(bench: &Bench) -> Vec<(u32, String)> {
    let text = |(number, json): (u32, String)| (number, json.split('"').nth(7).unwrap().to_owned());
    bench.packets_sent().into_iter().map(text).collect()
}

/// Creates the requested offer, and applies the server's answer to it.
pub fn negotiate(bench: &mut Bench) {
    bench.offer();
    let id = bench
        .sent()
        .iter()
        .rev()
        .find_map(|sent| match sent {
            Sent::Offer(offer) => Some(offer.id),
            _ => None,
        })
        .unwrap();
    bench.server(answer(id));
    bench.finish_negotiation();
}

pub fn answered() -> Probe {
    Probe::Answered {
        status: 200,
        body: String::new(),
    }
}

pub fn refuse(bench: &mut Bench, status: u16, body: &str) {
    cut_socket(bench);
    let probe = *probes(bench).last().unwrap();
    let body = body.into();
    bench.input(Input::Probed(probe, Probe::Answered { status, body }));
}
