//! Changes at the server during a reconnect, which are not reported to the client at that time.

use speko_proto::livekit::io::*;
use speko_proto::livekit::wire;
use speko_proto::livekit::wire::signal_request::Message as ClientMessage;
use speko_proto::livekit::wire::signal_response::Message as ServerMessage;
use speko_proto::{Event, MicState, Mode, SessionConfig, Status};

use crate::support::livekit::outages::*;
use crate::support::livekit::*;

/// Resumes the session on a new socket.
fn taken_up(harness: &mut Harness) {
    assert!(harness.join_request().reconnect);
    opened(harness);
    harness.server(reconnect(0));
}

fn cut_and_taken_up() -> Harness {
    let mut harness = Harness::open(options());
    lose_socket(&mut harness);
    taken_up(&mut harness);
    harness
}

fn me(muted: bool) -> ServerMessage {
    update(wire::ParticipantInfo {
        sid: "PA_me".into(),
        identity: "me".into(),
        state: 2,
        tracks: vec![wire::TrackInfo {
            sid: "TR_me".into(),
            muted,
            ..Default::default()
        }],
        ..Default::default()
    })
}

fn mic(harness: &Harness) -> Option<MicState> {
    let mic = |event: &Event| match event {
        Event::Mic(mic) => Some(*mic),
        _ => None,
    };
    harness.events().iter().rev().find_map(mic)
}

/// The server requested m-lines for new participants on the old socket.
#[test]
fn resume_renegotiates_once_without_ice_restart() {
    let harness = cut_and_taken_up();
    assert!(is_healthy(&harness));
    let offers = |output: &&Output| {
        matches!(
            output,
            Output::Transport(LiveKitOutput::Publisher(PeerOutput::CreateOffer(_)))
        )
    };
    assert_eq!(harness.outputs.iter().filter(offers).count(), 1);
    assert!(!restarts_ice(&harness));
}

#[test]
fn server_mute_during_reconnect_is_applied() {
    let mut harness = cut_and_taken_up();
    harness.outputs.clear();
    harness.server(me(true));
    assert_eq!(mic(&harness), Some(MicState::ServerMuted));
    let silent =
        |output: &Output| matches!(output, Output::Media(MediaOutput::EnableMic(_, false)));
    assert!(harness.outputs.iter().any(silent));
    // The unmute is applied as well.
    lose_socket(&mut harness);
    taken_up(&mut harness);
    harness.server(me(false));
    assert_eq!(mic(&harness), Some(MicState::Live));
}

#[test]
fn own_mute_during_reconnect_is_not_taken_for_a_server_mute() {
    let mut harness = Harness::open(options());
    lose_socket(&mut harness);
    harness.command(Command::SetMicMuted(true));
    taken_up(&mut harness);
    harness.server(me(false));
    harness.server(me(true));
    assert_eq!(mic(&harness), Some(MicState::Muted));
    harness.command(Command::SetMicMuted(false));
    // Late, from before the unmute.
    harness.server(me(true));
    assert_eq!(mic(&harness), Some(MicState::Live));
}

/// The server only reports changes of the active speakers.
#[test]
fn resume_clears_active_speakers() {
    let mut harness = Harness::open(options());
    harness.server(update(agent()));
    harness.server(ServerMessage::SpeakersChanged(wire::SpeakersChanged {
        speakers: vec![wire::SpeakerInfo {
            sid: agent().sid,
            active: true,
        }],
    }));
    assert_eq!(harness.machine.mode(), Mode::Speaking);
    lose_socket(&mut harness);
    taken_up(&mut harness);
    assert_eq!(harness.machine.mode(), Mode::Listening);
}

/// The server finds a session by its identity: a resumed one would be that of the other
/// participant.
#[test]
fn duplicate_identity_after_resume_ends_without_leave() {
    let mut harness = cut_and_taken_up();
    harness.outputs.clear();
    harness.server(update(wire::ParticipantInfo {
        sid: "PA_other".into(),
        identity: "me".into(),
        state: 2,
        ..Default::default()
    }));
    let ended = |event: &Event| matches!(event, Event::Disconnected(end) if end.message.as_deref() == Some("DUPLICATE_IDENTITY"));
    assert!(harness.events().iter().any(ended));
    assert!(
        !harness
            .sent()
            .iter()
            .any(|sent| matches!(sent, ClientMessage::Leave(_)))
    );
    assert_eq!(sockets(&harness), [""; 0]);
    assert_eq!(harness.outputs.last(), Some(&Output::Closed));
}

/// After the publish permission was revoked, the call continues as a listener, also in a new
/// session.
#[test]
fn full_reconnect_applies_revoked_and_restored_publish_permission() {
    let mut harness = Harness::open(options());
    lose_socket(&mut harness);
    opened(&mut harness);
    harness.server(leave_with(wire::DisconnectReason::StateMismatch, 2));
    harness.offer();
    opened(&mut harness);
    let ServerMessage::Join(mut joined) = join() else {
        panic!("no join")
    };
    joined.participant.as_mut().unwrap().permission = Some(wire::ParticipantPermission {
        can_subscribe: true,
        can_publish: false,
        can_publish_data: true,
        can_publish_sources: Vec::new(),
    });
    harness.server(ServerMessage::Join(joined));
    harness.server(answer(1));
    harness.finish_negotiation();
    harness.peer(PeerInput::State(PeerState::Connected));
    assert!(is_healthy(&harness));
    assert_eq!(harness.machine.status(), Status::Connected);
    assert_eq!(mic(&harness), Some(MicState::ServerMuted));
    // A restored permission takes effect with the next session.
    lose_socket(&mut harness);
    opened(&mut harness);
    harness.outputs.clear();
    harness.server(leave_with(wire::DisconnectReason::StateMismatch, 2));
    harness.offer();
    let unmutes =
        |output: &Output| matches!(output, Output::Media(MediaOutput::EnableMic(_, true)));
    assert!(harness.outputs.iter().any(unmutes));
    let id = harness.mic_id();
    let attach = Output::Media(MediaOutput::AttachMic(id));
    assert!(harness.outputs.contains(&attach));
    harness.input(Input::Media(MediaInput::Mic(id, MicInput::Attached)));
    complete_full_reconnect(&mut harness);
    assert_eq!(mic(&harness), Some(MicState::Live));
}

/// An earlier report of inbound silence does not apply to messages that were sent after it.
#[test]
fn full_reconnect_does_not_resend_messages_after_recovered_silence() {
    let mut harness = Harness::open(options());
    for silent in [3_300, 3_600, 20] {
        harness.pass(1_000);
        harness.peer(PeerInput::LastInboundAge(silent));
    }
    assert!(is_healthy(&harness));
    send_text(&mut harness, "a");
    send_text(&mut harness, "b");
    harness.pass(3_000);
    harness.server(leave_with(wire::DisconnectReason::StateMismatch, 2));
    harness.offer();
    complete_full_reconnect(&mut harness);
    harness.outputs.clear();
    harness.peer(PeerInput::ChannelOpened(Channel::Reliable));
    assert_eq!(sent_texts(&harness), []);
}

/// A backend that never responds is asked again, until the policy's limit.
#[test]
fn pending_token_refresh_does_not_block_recovery() {
    let renewing = || SessionConfig {
        renews_credentials: true,
        ..options()
    };
    let requests = |harness: &Harness| {
        let renews = |output: &&Output| {
            matches!(
                output,
                Output::Transport(LiveKitOutput::RenewCredentials(_))
            )
        };
        harness.outputs.iter().filter(renews).count()
    };
    let mut harness = Harness::open(renewing());
    lose_socket(&mut harness);
    reject_resume(&mut harness, 401, "token is expired (exp)");
    assert_eq!(requests(&harness), 1);
    harness.outputs.clear();
    harness.transport(LiveKitInput::Reconnect);
    assert!(!sockets(&harness).is_empty() || !probes(&harness).is_empty());

    let mut harness = Harness::open(renewing());
    lose_socket(&mut harness);
    reject_resume(&mut harness, 401, "token is expired (exp)");
    harness.pass(200_000);
    assert_eq!(harness.outputs.last(), Some(&Output::Closed));
}

/// The server may still have the session.
#[test]
fn unreachable_server_keeps_the_session_for_a_resume() {
    let mut harness = Harness::open(options());
    lose_socket(&mut harness);
    lose_socket(&mut harness);
    // The probe that would tell why is not answered.
    harness.pass(11_000);
    let last = *probes(&harness).last().unwrap();
    harness.outputs.clear();
    harness.transport(LiveKitInput::Probed(last, answered()));
    assert!(harness.join_request().reconnect);
}

/// Messages could never be sent.
#[test]
fn closed_data_channel_causes_a_full_reconnect() {
    let mut harness = Harness::open(options());
    harness.pass(1);
    harness.outputs.clear();
    harness.peer(PeerInput::ChannelClosed(Channel::Reliable));
    harness.pass(1_000);
    assert!(!has(
        &harness,
        &Output::Transport(LiveKitOutput::Publisher(PeerOutput::Close))
    ));
    harness.pass(1_000);
    harness.offer();
    assert!(!harness.join_request().reconnect);
}

/// As when a room is closed: the server's leave follows.
#[test]
fn data_channel_closed_before_leave_does_not_reconnect() {
    let mut harness = Harness::open(options());
    harness.outputs.clear();
    harness.peer(PeerInput::ChannelClosed(Channel::Reliable));
    harness.pass(500);
    harness.server(leave_with(wire::DisconnectReason::RoomDeleted, 0));
    harness.pass(5_000);
    assert_eq!(sockets(&harness), [""; 0]);
    assert_eq!(harness.outputs.last(), Some(&Output::Closed));
}
