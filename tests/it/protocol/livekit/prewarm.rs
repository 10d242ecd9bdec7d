//! Joined before the click: not noticeable by the user, then everything at once.

use crate::support::livekit::*;
use speko_client::livekit::io::*;
use speko_client::wire::proto::{
    self, signal_request::Message as Sent, signal_response::Message as Said,
};
use speko_client::{ErrorReason, Event, Status};

fn prepared() -> Bench {
    let mut bench = Bench::new(options());
    bench.command(Command::Prepare);
    bench.offer();
    let socket = bench.socket_op();
    bench.input(Input::Socket(socket, SocketInput::Opened));
    bench
}

fn warm() -> Bench {
    let mut bench = prepared();
    bench.server(join());
    bench.server(published());
    bench.server(answer(1));
    bench.finish_negotiation();
    bench.peer(PeerInput::State(PeerState::Connected));
    bench.peer(PeerInput::ChannelOpened(Channel::Reliable));
    bench
}

fn subscriptions(bench: &Bench) -> Vec<Vec<String>> {
    let wanted = |message| match message {
        Sent::Subscription(wanted) => Some(wanted.track_sids),
        _ => None,
    };
    bench.sent().into_iter().filter_map(wanted).collect()
}

fn asks_for_microphone(bench: &Bench) -> bool {
    let asks = |order: &Order| matches!(order, Order::OpenMic { .. }).then_some(());
    bench.find(asks).is_some()
}

#[test]
fn prewarm_joins_without_microphone_subscriptions_or_events() {
    let mut bench = warm();
    let request = bench.join_request();
    assert!(!request.connection_settings.unwrap().auto_subscribe);
    assert_eq!(
        request.add_track_requests.len(),
        1,
        "the microphone's track is announced"
    );
    bench.user_packet(r#"{"type":"agent_message","text":"not heard","isFinal":true}"#);
    bench.pass(14_000);
    assert!(!asks_for_microphone(&bench));
    assert_eq!(bench.events(), []);
    assert_eq!(subscriptions(&bench), [[""; 0]; 0]);
    assert_eq!(bench.settled(), None);
    assert_eq!(bench.machine.status(), Status::Disconnected);
}

#[test]
fn start_after_prewarm_opens_microphone_and_subscribes() {
    let mut bench = warm();
    bench.now = bench.now.after(5_000);
    bench.command(Command::Start);
    assert!(asks_for_microphone(&bench));
    assert_eq!(subscriptions(&bench), [["TR_agent"]]);
    assert_eq!(bench.events(), [Event::Status(Status::Connecting)]);
    bench.grant_microphone();
    let connected = |event: &Event| matches!(event, Event::Connected { .. });
    assert!(bench.events().iter().any(connected));
    assert_eq!(bench.settled(), Some(Ok(())));
    // A track that is published later is subscribed as well, each once.
    let mut late = agent();
    late.sid = "PA_late".into();
    late.tracks[0].sid = "TR_late".into();
    bench.server(update(late.clone()));
    bench.server(update(late));
    assert_eq!(subscriptions(&bench), [["TR_agent"], ["TR_late"]]);
}

#[test]
fn start_during_prewarm_continues_the_same_connect() {
    let mut bench = prepared();
    bench.command(Command::Start);
    assert!(asks_for_microphone(&bench));
    bench.grant_microphone();
    bench.server(join());
    assert_eq!(subscriptions(&bench), [["TR_agent"]]);
    bench.server(published());
    bench.server(answer(1));
    bench.finish_negotiation();
    bench.peer(PeerInput::State(PeerState::Connected));
    assert_eq!(bench.machine.status(), Status::Connected);
}

#[test]
fn settings_changed_after_prewarm_apply_at_start() {
    let mut bench = warm();
    bench.command(Command::SetMicMuted(true));
    bench.command(Command::SetInputDevice(Some("desk".into())));
    bench.command(Command::Start);
    let asked = bench.op(|order| match order {
        Order::OpenMic { device, muted, .. } => Some((device.clone(), *muted)),
        _ => None,
    });
    assert_eq!(asked, (Some("desk".into()), true));
}

/// The join announced the track with the mute state of that time.
#[test]
fn mute_changed_after_prewarm_is_sent_to_the_server() {
    let muted = |bench: &Bench| {
        let mute = |sent: Sent| match sent {
            Sent::Mute(mute) => Some(mute.muted),
            _ => None,
        };
        bench
            .sent()
            .into_iter()
            .filter_map(mute)
            .collect::<Vec<_>>()
    };
    let mut bench = warm();
    bench.command(Command::SetMicMuted(true));
    assert!(muted(&bench).is_empty());
    bench.command(Command::Start);
    assert_eq!(muted(&bench), [true]);
    bench.grant_microphone();
    bench.command(Command::SetMicMuted(false));
    assert_eq!(muted(&bench), [true, false]);
}

#[test]
fn ended_prewarm_leaves_without_events() {
    for mut bench in [prepared(), warm()] {
        bench.command(Command::End);
        assert_eq!(bench.events(), []);
        assert_eq!(bench.failure().reason(), ErrorReason::Cancelled);
        assert_eq!(bench.orders.last(), Some(&Order::Finish));
        assert_eq!(bench.machine.deadline(), None);
    }
    let mut bench = warm();
    bench.command(Command::End);
    assert!(matches!(bench.sent().last(), Some(Sent::Leave(_))));
}

#[test]
fn prewarm_failure_settles_ready_without_events() {
    let mut bench = warm();
    bench.server(Said::Leave(proto::LeaveRequest::default()));
    assert_eq!(bench.failure().reason(), ErrorReason::Refused);
    assert_eq!(bench.events(), []);
}

#[test]
fn timeline_is_relative_to_the_start_command() {
    let mut bench = warm();
    bench.now = bench.now.after(300);
    bench.command(Command::Start);
    bench.now = bench.now.after(40);
    bench.grant_microphone();
    let timeline = bench.machine.timeline();
    assert_eq!(timeline.socket, Some(-300));
    assert_eq!(timeline.dtls, Some(-300));
    assert_eq!(timeline.microphone, Some(40));
    assert_eq!(timeline.first_sound_in, None);
}
