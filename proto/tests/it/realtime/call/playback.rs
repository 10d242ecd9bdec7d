//! Playback of the agent's audio, and interruptions.

use super::*;

#[test]
fn s121_audio_chunks_are_scheduled_back_to_back() {
    let mut sim = Simulator::open(options());
    for _ in 0..10 {
        sim.agent_audio(40);
        sim.pass(30);
    }
    let played = sim.played();
    assert_eq!(played.len(), 10);
    for pair in played.windows(2) {
        assert_eq!(pair[1].0, pair[0].0 + pair[0].1 as u64);
    }
}

#[test]
fn s122_mode_is_speaking_while_audio_is_left_to_play() {
    let mut sim = Simulator::open(options());
    assert_eq!(sim.machine.mode(), Mode::Listening);
    sim.agent_audio(500);
    assert_eq!(sim.machine.mode(), Mode::Speaking);
    sim.pass(570);
    assert_eq!(sim.machine.mode(), Mode::Speaking);
    sim.pass(20);
    assert_eq!(sim.machine.mode(), Mode::Listening);
    // While the browser blocks it, it is still to be played.
    sim.take(Input::Media(MediaInput::Speaker(SpeakerInput::Blocked)));
    sim.clock_stopped = true;
    sim.agent_audio(500);
    sim.pass(60_000);
    assert_eq!(sim.machine.mode(), Mode::Speaking);
}

#[test]
fn s123_interruption_flushes_playback_and_later_audio_plays() {
    let mut sim = Simulator::open(options());
    sim.agent_audio(5_000);
    sim.pass(300);
    sim.frame(&Downlink::Interruption);
    assert_eq!(sim.outputs.last(), Some(&RealtimeOutput::Flush));
    assert_eq!(sim.machine.mode(), Mode::Listening);
    assert!(sim.events.contains(&Event::Interrupted));
    let heard = sim.machine.played_ms(Some(sim.clock()));
    assert_eq!(heard, 220, "300 ms minus the initial buffering");
    sim.agent_audio(100);
    assert_eq!(sim.machine.mode(), Mode::Speaking);
    let (at, _) = *sim.played().last().unwrap();
    assert!(
        at < sim.clock() + 48 * 200,
        "not scheduled after the flushed audio"
    );
}

#[test]
fn interrupt_flushes_playback_and_suppresses_the_old_response() {
    let mut sim = Simulator::open(options());
    sim.agent_audio(5_000);
    sim.pass(300);
    let before = sim.played().len();
    sim.handle(RealtimeInput::Interrupt);
    assert!(sim.outputs.contains(&RealtimeOutput::Flush));
    assert_eq!(sim.sent(), [r#"{"t":"interrupt"}"#]);
    assert_eq!(sim.machine.mode(), Mode::Listening);
    sim.agent_audio(100);
    assert_eq!(
        sim.played().len(),
        before,
        "the rest of the interrupted response is dropped"
    );
    sim.frame(&Downlink::Interruption);
    sim.agent_audio(100);
    assert_eq!(sim.played().len(), before + 1);
    // If the server does not confirm, audio plays again after a pause.
    sim.handle(RealtimeInput::Interrupt);
    sim.pass(200);
    sim.agent_audio(100);
    assert_eq!(sim.played().len(), before + 2);
}

#[test]
fn interrupt_without_playback_suppresses_nothing() {
    let mut sim = Simulator::open(options());
    let interrupt = RealtimeInput::Interrupt;
    for wait in [0, 20, 300] {
        let before = sim.played().len();
        sim.handle(interrupt.clone());
        sim.pass(wait);
        sim.agent_audio(100);
        assert_eq!(sim.played().len(), before + 1, "{wait} ms later");
        // Played to its end.
        sim.pass(1_000);
    }
    assert_eq!(sim.sent().len(), 3, "the server is notified");
    assert_eq!(sim.machine.ignored(), 0);
}

#[test]
fn interrupt_suppresses_the_old_response_up_to_a_limit() {
    let mut sim = Simulator::open(options());
    let interrupt = RealtimeInput::Interrupt;
    sim.agent_audio(5_000);
    sim.handle(interrupt.clone());
    let before = sim.played().len();
    for step in 0..100 {
        sim.agent_audio(20);
        sim.pass(20);
        if step == 50 {
            // A second interruption does not shorten the suppression.
            sim.handle(interrupt.clone());
        }
    }
    assert_eq!(sim.played().len(), before);
    assert_eq!(sim.machine.ignored(), 100);
    // The suppression has a limit.
    for _ in 0..401 {
        sim.agent_audio(20);
        sim.pass(20);
    }
    assert!(sim.played().len() > before);
    assert_eq!(sim.machine.ignored(), 500);
}

#[test]
fn s127_audio_received_before_the_context_is_ready_is_kept() {
    let mut sim = Simulator::new(options());
    sim.audio_ready = false;
    sim.command(Command::Start);
    sim.ready();
    sim.agent_audio(300);
    sim.agent_audio(300);
    assert!(sim.played().is_empty());
    assert_eq!(sim.machine.status(), Status::Connecting);
    sim.handle(RealtimeInput::AudioReady { rate: DEVICE });
    let (_, samples) = sim.played()[0];
    assert!((28_700..=28_800).contains(&samples), "{samples} of 600 ms");
    assert_eq!(sim.machine.status(), Status::Connected);
}

/// Returns all samples that were played, with the frames at which they play.
fn samples(sim: &Simulator) -> Vec<f32> {
    let played = sim.outputs.iter().filter_map(|output| match output {
        RealtimeOutput::Play(_, samples) => Some(samples.as_slice()),
        _ => None,
    });
    played.flatten().copied().collect()
}

fn deliver(sim: &mut Simulator, bytes: &[u8]) {
    let clock = sim.audio_ready.then(|| sim.clock());
    sim.handle(RealtimeInput::Audio(bytes.to_vec(), clock));
}

/// A tone of 440 Hz at a quarter of full scale, on the wire at 24 kHz.
fn tone(millis: usize) -> Vec<u8> {
    let sample = |index: usize| (index as f64 * std::f64::consts::TAU * 440.0 / 24_000.0).sin();
    let pcm = |index| ((sample(index) * 8_192.0) as i16).to_le_bytes();
    (0..millis * 24).flat_map(pcm).collect()
}

/// Relays may split the audio anywhere, also before playback can start.
#[test]
fn audio_split_inside_a_sample_is_played_as_if_it_were_whole() {
    let bytes = tone(400);
    for audio_ready in [true, false] {
        let play = |pieces: &[usize]| {
            let mut sim = Simulator::new(options());
            sim.audio_ready = audio_ready;
            sim.command(Command::Start);
            sim.ready();
            let mut rest = bytes.as_slice();
            for piece in pieces.iter().cycle() {
                let (some, left) = rest.split_at((*piece).min(rest.len()));
                deliver(&mut sim, some);
                rest = left;
                if rest.is_empty() {
                    break;
                }
            }
            sim.audio_ready = true;
            if !audio_ready {
                sim.handle(RealtimeInput::AudioReady { rate: DEVICE });
            }
            assert_eq!(sim.machine.ignored(), 0);
            samples(&sim)
        };
        let whole = play(&[bytes.len()]);
        assert!(whole.len() > 18_000);
        for pieces in [
            &[1_921][..],
            &[1_920, 1, 959],
            &[1, 0, 1_000],
            &[3, 2, 4_001],
        ] {
            assert_eq!(play(pieces), whole, "{pieces:?}");
        }
    }
}

#[test]
fn half_a_sample_is_dropped_when_other_audio_follows() {
    let odd = tone(100)[..4_001].to_vec();
    let clean = |sim: &mut Simulator, name: &str| {
        let before = samples(sim).len();
        deliver(sim, &tone(100));
        let peak = samples(sim)[before..]
            .iter()
            .fold(0.0_f32, |peak, one| peak.max(one.abs()));
        assert!((0.2..0.3).contains(&peak), "{name}: peak {peak}");
        assert_eq!(sim.machine.ignored(), 1, "{name}");
    };
    let mut sim = Simulator::open(options());
    deliver(&mut sim, &odd);
    sim.frame(&Downlink::Interruption);
    clean(&mut sim, "an interruption");

    let mut sim = Simulator::open(options());
    deliver(&mut sim, &odd);
    sim.handle(RealtimeInput::Interrupt);
    sim.frame(&Downlink::Interruption);
    clean(&mut sim, "a local interruption");

    let mut sim = Simulator::open(options());
    deliver(&mut sim, &odd);
    sim.pass(400);
    sim.handle(RealtimeInput::Interrupt);
    clean(&mut sim, "a local interruption after the last sample");

    let mut sim = Simulator::open(options());
    deliver(&mut sim, &odd);
    sim.pass(3_000);
    clean(&mut sim, "the next answer");
}
