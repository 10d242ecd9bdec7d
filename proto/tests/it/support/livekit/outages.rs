//! Helpers for reconnect tests: failures, the server's messages after them, and what was attempted.

use speko_proto::livekit::io::*;
use speko_proto::livekit::wire::signal_request::Message as ClientMessage;
use speko_proto::livekit::wire::signal_response::Message as ServerMessage;
use speko_proto::livekit::{Millis, wire};
use speko_proto::packet::Outbound;
use speko_proto::{ConnectionState, Event};

use super::{Harness, answer};

pub fn lose_socket(harness: &mut Harness) {
    let socket = harness.socket_id();
    harness.transport(LiveKitInput::Socket(
        socket,
        SocketInput::Closed { code: 1006 },
    ));
}

/// Reports when inbound media last arrived.
pub fn report_last_inbound(harness: &mut Harness, at: Millis) {
    harness.peer(PeerInput::LastInboundAge(harness.now.0 - at.0));
}

pub fn inbound_queries(harness: &Harness) -> usize {
    let asks = |output: &&Output| {
        **output == Output::Transport(LiveKitOutput::Publisher(PeerOutput::QueryInboundActivity))
    };
    harness.outputs.iter().filter(asks).count()
}

pub fn opened(harness: &mut Harness) {
    let socket = harness.socket_id();
    harness.transport(LiveKitInput::Socket(socket, SocketInput::Opened));
}

/// Completes a full reconnect on the socket that is being opened: joined, with media connected.
pub fn complete_full_reconnect(harness: &mut Harness) {
    opened(harness);
    harness.accept_join();
    harness.peer(PeerInput::State(PeerState::Connected));
}

pub fn reconnect(last_message_seq: u32) -> ServerMessage {
    ServerMessage::Reconnect(wire::ReconnectResponse {
        last_message_seq,
        ..Default::default()
    })
}

pub fn leave_with(reason: wire::DisconnectReason, action: i32) -> ServerMessage {
    ServerMessage::Leave(wire::LeaveRequest {
        reason: reason.into(),
        action,
        ..Default::default()
    })
}

pub fn sockets(harness: &Harness) -> Vec<String> {
    let url = |output: &Output| match output {
        Output::Transport(LiveKitOutput::OpenSocket(_, url)) => Some(url.reveal().to_owned()),
        _ => None,
    };
    harness.outputs.iter().filter_map(url).collect()
}

pub fn probes(harness: &Harness) -> Vec<RequestId> {
    let id = |output: &Output| match output {
        Output::Transport(LiveKitOutput::Probe(id, _))
        | Output::Transport(LiveKitOutput::ProbeNoCors(id, _)) => Some(*id),
        _ => None,
    };
    harness.outputs.iter().filter_map(id).collect()
}

pub fn has(harness: &Harness, output: &Output) -> bool {
    harness.outputs.contains(output)
}

pub fn restarts_ice(harness: &Harness) -> bool {
    let restart = Output::Transport(LiveKitOutput::Publisher(PeerOutput::RestartIce));
    has(harness, &restart)
}

/// Answers the latest probe with 200.
pub fn answer_probe(harness: &mut Harness) {
    let probe = *probes(harness).last().unwrap();
    harness.transport(LiveKitInput::Probed(probe, answered()));
}

pub fn connection_states(harness: &Harness) -> Vec<ConnectionState> {
    let state = |event: Event| match event {
        Event::Connection(state) => Some(state),
        _ => None,
    };
    harness.events().into_iter().filter_map(state).collect()
}

pub fn is_healthy(harness: &Harness) -> bool {
    connection_states(harness).last() == Some(&ConnectionState::Good)
}

pub fn send_text(harness: &mut Harness, text: &str) {
    harness.transport(LiveKitInput::Send(Outbound::UserMessage(text.into())));
}

pub fn sent_texts(harness: &Harness) -> Vec<(u32, String)> {
    let text = |(number, json): (u32, String)| (number, json.split('"').nth(7).unwrap().to_owned());
    harness.packets_sent().into_iter().map(text).collect()
}

/// Creates the requested offer, and applies the server's answer to it.
pub fn negotiate(harness: &mut Harness) {
    harness.offer();
    let id = harness
        .sent()
        .iter()
        .rev()
        .find_map(|sent| match sent {
            ClientMessage::Offer(offer) => Some(offer.id),
            _ => None,
        })
        .unwrap();
    harness.server(answer(id));
    harness.finish_negotiation();
}

pub fn answered() -> Probe {
    Probe::Answered {
        status: 200,
        body: String::new(),
    }
}

pub fn reject_resume(harness: &mut Harness, status: u16, body: &str) {
    lose_socket(harness);
    let probe = *probes(harness).last().unwrap();
    let body = body.into();
    harness.transport(LiveKitInput::Probed(
        probe,
        Probe::Answered { status, body },
    ));
}
