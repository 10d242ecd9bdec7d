//! Joined before the click: not noticeable by the user, then everything at once.

use speko_proto::livekit::io::*;
use speko_proto::livekit::wire;
use speko_proto::livekit::wire::signal_request::Message as ClientMessage;
use speko_proto::livekit::wire::signal_response::Message as ServerMessage;
use speko_proto::{AgentState, ErrorReason, Event, Status};

use crate::support::livekit::*;

fn prepared() -> Harness {
    let mut harness = Harness::new(options());
    harness.transport(LiveKitInput::Prepare);
    harness.offer();
    let socket = harness.socket_id();
    harness.transport(LiveKitInput::Socket(socket, SocketInput::Opened));
    harness
}

fn joined_ahead() -> Harness {
    let mut harness = prepared();
    harness.server(join());
    harness.server(published());
    harness.server(answer(1));
    harness.finish_negotiation();
    harness.peer(PeerInput::State(PeerState::Connected));
    harness.peer(PeerInput::ChannelOpened(Channel::Reliable));
    harness
}

fn subscriptions(harness: &Harness) -> Vec<Vec<String>> {
    let wanted = |message| match message {
        ClientMessage::Subscription(wanted) => Some(wanted.track_sids),
        _ => None,
    };
    harness.sent().into_iter().filter_map(wanted).collect()
}

fn asks_for_microphone(harness: &Harness) -> bool {
    let asks = |output: &Output| {
        matches!(output, Output::Media(MediaOutput::OpenMic { .. })).then_some(())
    };
    harness.find(asks).is_some()
}

#[test]
fn prewarm_joins_without_microphone_subscriptions_or_events() {
    let mut harness = joined_ahead();
    let request = harness.join_request();
    assert!(!request.connection_settings.unwrap().auto_subscribe);
    assert_eq!(
        request.add_track_requests.len(),
        1,
        "the microphone's track is announced"
    );
    harness.user_packet(r#"{"type":"agent_message","text":"not heard","isFinal":true}"#);
    harness.pass(14_000);
    assert!(!asks_for_microphone(&harness));
    assert_eq!(harness.events(), []);
    assert_eq!(subscriptions(&harness), [[""; 0]; 0]);
    assert_eq!(harness.ready_result(), None);
    assert_eq!(harness.machine.status(), Status::Disconnected);
}

#[test]
fn mute_before_the_track_is_published_reaches_the_server_at_the_start() {
    let mut harness = prepared();
    harness.server(join());
    harness.command(Command::SetMicMuted(true));
    harness.server(published());
    harness.server(answer(1));
    harness.finish_negotiation();
    let mutes = |harness: &Harness| {
        let is_mute =
            |message: &ClientMessage| matches!(message, ClientMessage::Mute(mute) if mute.muted);
        harness.sent().iter().filter(|sent| is_mute(sent)).count()
    };
    assert_eq!(mutes(&harness), 0);
    harness.command(Command::Start);
    assert_eq!(mutes(&harness), 1);
}

#[test]
fn start_after_prewarm_opens_microphone_and_subscribes() {
    let mut harness = joined_ahead();
    harness.now = harness.now.after(5_000);
    harness.command(Command::Start);
    assert!(asks_for_microphone(&harness));
    assert_eq!(subscriptions(&harness), [["TR_agent"]]);
    let listening = Event::AgentState(AgentState::Listening);
    let connecting = Event::Status(Status::Connecting);
    assert_eq!(harness.events(), [connecting, listening]);
    harness.grant_microphone();
    let connected = |event: &Event| matches!(event, Event::Connected { .. });
    assert!(harness.events().iter().any(connected));
    assert_eq!(harness.ready_result(), Some(Ok(())));
    // A track that is published later is subscribed as well, each once.
    let mut late = agent();
    late.sid = "PA_late".into();
    late.tracks[0].sid = "TR_late".into();
    harness.server(update(late.clone()));
    harness.server(update(late));
    assert_eq!(subscriptions(&harness), [["TR_agent"], ["TR_late"]]);
}

#[test]
fn start_during_prewarm_continues_the_same_connect() {
    let mut harness = prepared();
    harness.command(Command::Start);
    assert!(asks_for_microphone(&harness));
    harness.grant_microphone();
    harness.server(join());
    assert_eq!(subscriptions(&harness), [["TR_agent"]]);
    harness.server(published());
    harness.server(answer(1));
    harness.finish_negotiation();
    harness.peer(PeerInput::State(PeerState::Connected));
    assert_eq!(harness.machine.status(), Status::Connected);
}

#[test]
fn settings_changed_after_prewarm_apply_at_start() {
    let mut harness = joined_ahead();
    harness.command(Command::SetMicMuted(true));
    harness.command(Command::SetInputDevice(Some("desk".into())));
    harness.command(Command::Start);
    let requested = harness.find_last(|output| match output {
        Output::Media(MediaOutput::OpenMic { device, muted, .. }) => Some((device.clone(), *muted)),
        _ => None,
    });
    assert_eq!(requested, (Some("desk".into()), true));
}

/// The join announced the track with the mute state of that time.
#[test]
fn mute_changed_after_prewarm_is_sent_to_the_server() {
    let muted = |harness: &Harness| {
        let mute = |sent: ClientMessage| match sent {
            ClientMessage::Mute(mute) => Some(mute.muted),
            _ => None,
        };
        harness
            .sent()
            .into_iter()
            .filter_map(mute)
            .collect::<Vec<_>>()
    };
    let mut harness = joined_ahead();
    harness.command(Command::SetMicMuted(true));
    assert!(muted(&harness).is_empty());
    harness.command(Command::Start);
    assert_eq!(muted(&harness), [true]);
    harness.grant_microphone();
    harness.command(Command::SetMicMuted(false));
    assert_eq!(muted(&harness), [true, false]);
}

#[test]
fn ended_prewarm_leaves_without_events() {
    for mut harness in [prepared(), joined_ahead()] {
        harness.command(Command::End);
        assert_eq!(harness.events(), []);
        assert_eq!(harness.failure().reason(), ErrorReason::Cancelled);
        assert_eq!(harness.outputs.last(), Some(&Output::Closed));
        assert_eq!(harness.machine.deadline(), None);
    }
    let mut harness = joined_ahead();
    harness.command(Command::End);
    assert!(matches!(
        harness.sent().last(),
        Some(ClientMessage::Leave(_))
    ));
}

#[test]
fn prewarm_failure_settles_ready_without_events() {
    let mut harness = joined_ahead();
    harness.server(ServerMessage::Leave(wire::LeaveRequest::default()));
    assert_eq!(harness.failure().reason(), ErrorReason::Refused);
    assert_eq!(harness.events(), []);
}

#[test]
fn timeline_is_relative_to_the_start_command() {
    let mut harness = joined_ahead();
    harness.now = harness.now.after(300);
    harness.command(Command::Start);
    harness.now = harness.now.after(40);
    harness.grant_microphone();
    let timeline = harness.machine.timeline();
    assert_eq!(timeline.socket, Some(-300));
    assert_eq!(timeline.dtls, Some(-300));
    assert_eq!(timeline.microphone, Some(40));
    assert_eq!(timeline.first_sound_in, None);
}
