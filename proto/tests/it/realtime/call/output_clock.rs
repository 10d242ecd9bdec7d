//! A stopped audio clock, although there is audio to play.

use super::*;

fn blocked(sim: &Simulator) -> Vec<bool> {
    let blocked = |event: &Event| match event {
        Event::AudioBlocked(blocked) => Some(*blocked),
        _ => None,
    };
    sim.events.iter().filter_map(blocked).collect()
}

#[test]
fn stopped_clock_during_playback_is_reported_as_blocked() {
    let mut sim = Simulator::open(options());
    sim.pass(5_000);
    // A device that is gone: the browser still reports the context as running.
    sim.clock_stopped = true;
    sim.agent_audio(500);
    sim.pass(1_500);
    assert!(
        blocked(&sim).is_empty(),
        "the clock of a busy computer may pause"
    );
    sim.pass(1_500);
    assert_eq!(blocked(&sim), [true]);
    assert!(!sim.machine.can_play_audio());
    assert_eq!(sim.machine.mode(), Mode::Speaking);
    // The browser reports a change of the context, but the clock is still stopped.
    sim.take(Input::Media(MediaInput::Speaker(SpeakerInput::Playing)));
    sim.pass(2_000);
    assert_eq!(blocked(&sim), [true, false, true]);
    sim.clock_stopped = false;
    sim.pass(2_000);
    assert_eq!(blocked(&sim), [true, false, true, false]);
    assert_eq!(sim.machine.mode(), Mode::Listening);
}

#[test]
fn stopped_clock_without_audio_is_not_reported() {
    let mut sim = Simulator::open(options());
    sim.clock_stopped = true;
    sim.pass(60_000);
    assert!(blocked(&sim).is_empty());
    sim.agent_audio(500);
    sim.pass(3_000);
    assert_eq!(blocked(&sim), [true]);
    sim.frame(&Downlink::Interruption);
    assert_eq!(blocked(&sim), [true, false], "nothing is left to play");
}

#[test]
fn running_clock_during_long_playback_is_not_reported() {
    let mut sim = Simulator::open(options());
    for _ in 0..10 {
        sim.agent_audio(1_000);
    }
    sim.pass(12_000);
    assert!(blocked(&sim).is_empty());
    assert_eq!(sim.machine.mode(), Mode::Listening);
}

#[test]
fn blocked_context_stays_blocked_when_playback_is_interrupted() {
    let mut sim = Simulator::open(options());
    sim.take(Input::Media(MediaInput::Speaker(SpeakerInput::Blocked)));
    sim.clock_stopped = true;
    sim.agent_audio(500);
    sim.pass(5_000);
    sim.frame(&Downlink::Interruption);
    assert_eq!(blocked(&sim), [true]);
}
