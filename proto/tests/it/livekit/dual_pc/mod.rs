//! Two peer connections, for browsers and servers that do not support a single one.

mod join;
mod recovery;
mod subscriber;

use crate::support::livekit::*;
use speko_proto::livekit::io::*;
use speko_proto::livekit::machine::Machine;
use speko_proto::livekit::wire;
use speko_proto::livekit::wire::signal_request::Message as ClientMessage;
use speko_proto::livekit::wire::signal_response::Message as ServerMessage;
use speko_proto::{ConnectionState, Event, Status};

fn harness() -> Harness {
    let mut harness = Harness::new(options());
    harness.machine = Machine::new(options(), true).unwrap().dual_pc();
    harness.command(Command::Start);
    harness
}

fn primary() -> ServerMessage {
    let ServerMessage::Join(join) = join() else {
        panic!()
    };
    ServerMessage::Join(wire::JoinResponse {
        subscriber_primary: true,
        ..join
    })
}

fn server_offer(id: u32) -> ServerMessage {
    ServerMessage::Offer(wire::SessionDescription {
        r#type: "offer".into(),
        sdp: format!("server {id}"),
        id,
        mid_to_track_id: vec![("1", "TR_agent").into()],
    })
}

fn url(harness: &Harness) -> String {
    harness.find_last(|output| match output {
        Output::Transport(LiveKitOutput::OpenSocket(_, url)) => Some(url.reveal().to_owned()),
        _ => None,
    })
}

fn open_socket(harness: &mut Harness) {
    let socket = harness.socket_id();
    harness.transport(LiveKitInput::Socket(socket, SocketInput::Opened));
}

/// Answers the server's latest offer, as the browser does.
fn answered(harness: &mut Harness) {
    let id = harness.find_last(|output| match output {
        Output::Transport(LiveKitOutput::Subscriber(PeerOutput::CreateAnswer(id, _))) => Some(*id),
        _ => None,
    });
    harness.transport(LiveKitInput::Subscriber(PeerInput::AnswerCreated(
        id,
        "ours".into(),
    )));
}

fn open() -> Harness {
    let mut harness = harness();
    open_socket(&mut harness);
    harness.server(primary());
    harness.offer();
    harness.server(server_offer(1));
    answered(&mut harness);
    harness.server(published());
    harness.server(answer(1));
    harness.finish_negotiation();
    harness.grant_microphone();
    harness.peer(PeerInput::State(PeerState::Connected));
    assert_eq!(
        harness.machine.status(),
        Status::Connecting,
        "both peer connections are required"
    );
    harness.transport(LiveKitInput::Subscriber(PeerInput::State(
        PeerState::Connected,
    )));
    assert_eq!(harness.machine.status(), Status::Connected);
    harness
}
