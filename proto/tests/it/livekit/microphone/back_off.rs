//! Microphones and device lists that fail again and again.

use super::*;

#[test]
fn repeatedly_ending_device_is_given_up() {
    let mut harness = Harness::open(options());
    for _ in 0..10 {
        let id = harness.mic_id();
        harness.input(Input::Media(MediaInput::Mic(id, MicInput::Ended)));
        harness.pass(1_000);
        if harness.mic_id() == id {
            break;
        }
        harness.grant_microphone();
    }
    assert_eq!(errors(&harness), [ErrorReason::DeviceLost]);
    assert!(prompts(&harness).len() <= 4, "{}", prompts(&harness).len());
}

/// Plays a microphone that ends 30 ms after it opened, with `devicechange` each time. Returns when
/// it was requested.
fn flapping(harness: &mut Harness, millis: u64) -> Vec<u64> {
    harness.outputs.clear();
    let begin = harness.now;
    let (mut id, mut ends_at) = (harness.mic_id(), Some(begin));
    let (mut requested, mut listed) = (Vec::new(), 0);
    while harness.now < begin.after(millis) {
        if harness.mic_id() != id {
            id = harness.mic_id();
            requested.push(harness.now.0 - begin.0);
            harness.grant_microphone();
            harness.input(Input::Media(MediaInput::DevicesChanged));
            ends_at = Some(harness.now.after(30));
        }
        if ends_at.take_if(|at| *at <= harness.now).is_some() {
            harness.input(Input::Media(MediaInput::Mic(id, MicInput::Ended)));
            harness.input(Input::Media(MediaInput::DevicesChanged));
        }
        let lists = |output: &&Output| **output == Output::Media(MediaOutput::ListDevices);
        while listed < harness.outputs.iter().filter(lists).count() {
            listed += 1;
            harness.input(Input::Media(MediaInput::Devices(inputs(&["desk"]))));
        }
        pass_with_server(harness, 10);
    }
    requested
}

#[test]
fn flapping_device_is_requested_ever_more_rarely_and_reported() {
    let mut harness = Harness::open(options());
    let requested = flapping(&mut harness, 8_000);
    assert!((2..=4).contains(&requested.len()), "{requested:?}");
    let waits: Vec<u64> = requested.windows(2).map(|two| two[1] - two[0]).collect();
    assert!(waits.is_sorted(), "{waits:?}");
    assert_eq!(errors(&harness), [ErrorReason::DeviceLost]);
    assert_eq!(
        harness.events().last(),
        Some(&Event::Mic(MicState::Missing))
    );
    let later = flapping(&mut harness, 120_000);
    assert!((1..=6).contains(&later.len()), "{later:?}");
    // An act of the user tries again at once, and a microphone that stays open ends the back-off.
    harness.outputs.clear();
    harness.command(Command::SetMicMuted(false));
    assert_eq!(prompts(&harness).len(), 1);
    harness.grant_microphone();
    for _ in 0..30 {
        pass_with_server(&mut harness, 1_000);
    }
    let id = harness.mic_id();
    harness.input(Input::Media(MediaInput::Mic(id, MicInput::Ended)));
    assert_ne!(harness.mic_id(), id, "requested at once");
}

/// Opening a Bluetooth headset changes the default device, which may change it back.
#[test]
fn default_that_changes_with_every_list_is_not_followed_forever() {
    let mut harness = Harness::open(options());
    let mut requested = 0;
    for turn in 0..32 {
        let names: [&[&str]; 2] = [&["lap", "desk"], &["desk", "lap"]];
        list(&mut harness, names[turn % 2]);
        if !prompts(&harness).is_empty() {
            requested += 1;
            harness.grant_microphone();
        }
    }
    assert!((1..=10).contains(&requested), "{requested} in 32 s");
    assert_eq!(errors(&harness), []);
}

#[test]
fn refused_requests_after_device_changes_are_backed_off() {
    let mut harness = Harness::open(options());
    let id = harness.mic_id();
    harness.input(Input::Media(MediaInput::Mic(id, MicInput::Ended)));
    let change = |harness: &mut Harness| {
        harness.input(Input::Media(MediaInput::DevicesChanged));
        harness.pass(500);
        harness.input(Input::Media(MediaInput::Devices(inputs(&["desk"]))));
    };
    let (requested, _) = refuse_all(&mut harness, id, ErrorReason::NoDevice, change);
    assert!((3..=6).contains(&requested), "{requested} in 30 s");
}
