//! `Live` is reported exactly when a track is attached to the sender, enabled, and neither muted by
//! the system nor ended.

use super::*;
use crate::support::livekit::outages::complete_full_reconnect;

fn mic(harness: &mut Harness, id: RequestId, input: MicInput) {
    harness.input(Input::Media(MediaInput::Mic(id, input)));
}

/// Returns the reported state.
fn state(harness: &Harness) -> MicState {
    let states = |event: &Event| match event {
        Event::Mic(state) => Some(*state),
        _ => None,
    };
    let events = harness.events();
    events.iter().rev().find_map(states).unwrap_or_default()
}

fn attaches(harness: &Harness, id: RequestId) -> usize {
    let attach = Output::Media(MediaOutput::AttachMic(id));
    harness
        .outputs
        .iter()
        .filter(|output| **output == attach)
        .count()
}

/// Fails a negotiation, so that a new peer connection replaces the current one.
fn full_reconnect(harness: &mut Harness) {
    harness.server(ServerMessage::MediaSectionsRequirement(Default::default()));
    let offer = harness.find_last(|output| match output {
        Output::Transport(LiveKitOutput::Publisher(PeerOutput::CreateOffer(id))) => Some(*id),
        _ => None,
    });
    harness.peer(PeerInput::Failed(offer, "OperationError".into()));
    harness.offer();
    complete_full_reconnect(harness);
}

/// A hardware switch or a privacy setting mutes the track before anyone listens to it.
#[test]
fn track_muted_from_the_start_is_live_once_it_is_unmuted() {
    let muted = || MicInput::TrackMuted(true);
    for inputs in [
        [muted(), MicInput::Opened, MicInput::Attached],
        [MicInput::Opened, muted(), MicInput::Attached],
        [MicInput::Opened, MicInput::Attached, muted()],
    ] {
        let mut harness = Harness::joined(options());
        let id = harness.mic_id();
        for input in inputs {
            mic(&mut harness, id, input);
        }
        harness.peer(PeerInput::State(PeerState::Connected));
        assert_eq!(harness.machine.status(), Status::Connected);
        assert_eq!(state(&harness), MicState::Muted);
        mic(&mut harness, id, MicInput::TrackMuted(false));
        assert_eq!(state(&harness), MicState::Live);
        assert_eq!(prompts(&harness).len(), 1);
    }
}

#[test]
fn each_track_has_its_own_mute_by_the_system() {
    let mut harness = Harness::open(options());
    let old = harness.mic_id();
    select_device(&mut harness, Some("desk"));
    let new = harness.mic_id();
    mic(&mut harness, new, MicInput::TrackMuted(true));
    mic(&mut harness, new, MicInput::Opened);
    assert_eq!(harness.events(), [], "the old track is live");
    mic(&mut harness, new, MicInput::Attached);
    assert_eq!(state(&harness), MicState::Muted);
    // A late event of the old track.
    mic(&mut harness, old, MicInput::TrackMuted(false));
    assert_eq!(state(&harness), MicState::Muted);
    mic(&mut harness, new, MicInput::TrackMuted(false));
    assert_eq!(state(&harness), MicState::Live);

    // The mute of the old track is not that of the new one.
    let old = new;
    mic(&mut harness, old, MicInput::TrackMuted(true));
    select_device(&mut harness, Some("lap"));
    harness.grant_microphone();
    assert_eq!(state(&harness), MicState::Live);
}

/// In WebKit, muting Media Session mutes the track, too.
#[test]
fn mute_of_the_track_by_our_own_mute_ends_with_it() {
    for unmuted_first in [false, true] {
        let mut harness = Harness::open(options());
        let id = harness.mic_id();
        for _ in 0..3 {
            harness.command(Command::SetMicMuted(true));
            mic(&mut harness, id, MicInput::TrackMuted(true));
            assert_eq!(state(&harness), MicState::Muted);
            if unmuted_first {
                mic(&mut harness, id, MicInput::TrackMuted(false));
                assert_eq!(state(&harness), MicState::Muted);
                harness.command(Command::SetMicMuted(false));
            } else {
                harness.command(Command::SetMicMuted(false));
                assert_eq!(state(&harness), MicState::Muted);
                mic(&mut harness, id, MicInput::TrackMuted(false));
            }
            assert_eq!(state(&harness), MicState::Live);
        }
        assert_eq!(prompts(&harness), [], "no other track");
    }
}

#[test]
fn full_reconnect_is_live_again_once_the_track_is_attached() {
    let mut harness = Harness::open(options());
    let id = harness.mic_id();
    full_reconnect(&mut harness);
    assert_eq!(attaches(&harness, id), 1);
    assert_eq!(state(&harness), MicState::Unavailable);
    mic(&mut harness, id, MicInput::Attached);
    assert_eq!(state(&harness), MicState::Live);
    assert!(!released(&harness, id), "the same track");
}

#[test]
fn track_that_cannot_be_attached_again_is_replaced_then_reported() {
    let mut harness = with_microphone("desk");
    let id = harness.mic_id();
    full_reconnect(&mut harness);
    mic(&mut harness, id, MicInput::AttachFailed("E".into()));
    assert!(released(&harness, id));
    assert_eq!(state(&harness), MicState::Unavailable);
    let again = harness.mic_id();
    assert_eq!(prompts(&harness), [(again, Some("desk".into()), false)]);
    harness.grant_microphone();
    assert_eq!(state(&harness), MicState::Live);
    for _ in 0..4 {
        full_reconnect(&mut harness);
        let id = harness.mic_id();
        mic(&mut harness, id, MicInput::AttachFailed("E".into()));
        harness.pass(1_000);
        if harness.mic_id() != id {
            harness.grant_microphone();
        }
    }
    assert_eq!(errors(&harness), [ErrorReason::DeviceFailed]);
    assert_ne!(state(&harness), MicState::Live);
}

#[test]
fn attach_that_never_completes_is_given_up() {
    let mut harness = Harness::open(options());
    let id = harness.mic_id();
    full_reconnect(&mut harness);
    harness.pass(9_000);
    assert_eq!(state(&harness), MicState::Unavailable);
    assert_eq!(harness.mic_id(), id);
    harness.pass(1_000);
    assert!(released(&harness, id));
    assert_ne!(harness.mic_id(), id, "requested again");

    // At the start.
    let mut harness = Harness::joined(options());
    let id = harness.mic_id();
    mic(&mut harness, id, MicInput::Opened);
    harness.peer(PeerInput::State(PeerState::Connected));
    harness.pass(10_000);
    assert_eq!(harness.failure().reason(), ErrorReason::DeviceFailed);
    assert!(released(&harness, id));
}

/// The browser may still complete the attachment of a dropped track, which is stopped by then.
#[test]
fn previous_track_is_attached_again_if_its_replacement_is_dropped() {
    for ends in [false, true] {
        let mut harness = Harness::open(options());
        let old = harness.mic_id();
        select_device(&mut harness, Some("desk"));
        let desk = harness.mic_id();
        mic(&mut harness, desk, MicInput::Opened);
        if ends {
            mic(&mut harness, desk, MicInput::Ended);
        } else {
            select_device(&mut harness, Some("lap"));
        }
        assert_eq!(attaches(&harness, old), 1);
        let reported = |event: &Event| matches!(event, Event::Mic(_));
        assert!(!harness.events().iter().any(reported), "still live");
        mic(&mut harness, desk, MicInput::Attached);
        assert_eq!(state(&harness), MicState::Unavailable);
        mic(&mut harness, old, MicInput::Attached);
        assert_eq!(state(&harness), MicState::Live);
        assert!(!released(&harness, old));
    }
}

#[test]
fn state_follows_each_track_that_the_browser_attaches() {
    let mut harness = Harness::open(options());
    let old = harness.mic_id();
    for device in ["desk", "lap", "hall"] {
        select_device(&mut harness, Some(device));
        let id = harness.mic_id();
        mic(&mut harness, id, MicInput::Opened);
    }
    assert_eq!(attaches(&harness, old), 2);
    let hall = harness.mic_id();
    let (desk, lap) = (RequestId(hall.0 - 2), RequestId(hall.0 - 1));
    for (id, live) in [
        (desk, false),
        (old, true),
        (lap, false),
        (old, true),
        (hall, true),
    ] {
        mic(&mut harness, id, MicInput::Attached);
        assert_eq!(state(&harness) == MicState::Live, live, "{id:?}");
    }
    assert!(released(&harness, old));
}

/// Safari ends the old track when another microphone is opened.
#[test]
fn failed_device_change_reopens_the_old_device_if_its_track_ended() {
    let mut harness = with_microphone("lap");
    let old = harness.mic_id();
    select_device(&mut harness, Some("desk"));
    let desk = harness.mic_id();
    mic(&mut harness, old, MicInput::Ended);
    mic(&mut harness, desk, MicInput::Opened);
    mic(
        &mut harness,
        desk,
        MicInput::AttachFailed("NotSupportedError".into()),
    );
    assert_eq!(prompts(&harness).last().unwrap().1.as_deref(), Some("lap"));
    harness.grant_microphone();
    assert_eq!(errors(&harness), [ErrorReason::DeviceFailed]);
    assert_eq!(state(&harness), MicState::Live);
}

#[test]
fn selected_track_that_cannot_be_attached_leaves_the_old_one_live() {
    let mut harness = Harness::open(options());
    let old = harness.mic_id();
    select_device(&mut harness, Some("desk"));
    let desk = harness.mic_id();
    mic(&mut harness, desk, MicInput::Opened);
    mic(
        &mut harness,
        desk,
        MicInput::AttachFailed("NotSupportedError".into()),
    );
    assert!(released(&harness, desk) && !released(&harness, old));
    assert_eq!(errors(&harness), [ErrorReason::DeviceFailed]);
    assert!(
        harness
            .events()
            .contains(&changed(None, DeviceReason::Refused))
    );
    let reported = |event: &Event| matches!(event, Event::Mic(_));
    assert!(!harness.events().iter().any(reported), "still live");
    // Its mute still applies to it.
    mic(&mut harness, old, MicInput::TrackMuted(true));
    assert_eq!(state(&harness), MicState::Muted);
}
