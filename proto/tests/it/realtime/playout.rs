//! The schedule of the agent's audio, on a virtual clock.

use proptest::prelude::*;
use speko_proto::realtime::playout::{MAX_AHEAD, Playout};

const RATE: u32 = 48_000;
const PIECE: u64 = 960;

fn ms(millis: u64) -> u64 {
    millis * 48
}

/// Pushes frames of 20 ms, each late by the given ms. Returns the scheduled start of each.
fn talk(playout: &mut Playout, from: u64, late: &[u64]) -> Vec<u64> {
    let mut clock = from;
    late.iter()
        .enumerate()
        .map(|(number, late)| {
            // A socket preserves the order.
            clock = clock.max(from + ms(20 * number as u64 + late));
            playout.push(clock, PIECE).unwrap()
        })
        .collect()
}

fn gaps(planned: &[u64]) -> usize {
    planned
        .windows(2)
        .filter(|pair| pair[1] != pair[0] + PIECE)
        .count()
}

proptest! {
    #[test]
    fn jitter_of_60_ms_leaves_no_gap(late in prop::collection::vec(0_u64..=60, 2..200)) {
        let mut playout = Playout::new(RATE);
        let planned = talk(&mut playout, ms(500), &late);
        prop_assert_eq!(gaps(&planned), 0);
        prop_assert_eq!(playout.underruns(), 0);
    }

    /// Jitter is not forgotten after a calm period, nor after speech that arrived in bursts.
    #[test]
    fn jitter_of_60_ms_leaves_no_gap_after_calm_or_bursty_speech(
        lates in prop::collection::vec(prop::collection::vec(0_u64..=60, 2..100), 1..4),
        burst in any::<bool>(),
    ) {
        let mut playout = Playout::new(RATE);
        let mut from = 0;
        let worst: Vec<u64> = (0..50).map(|number| if number == 25 { 60 } else { 0 }).collect();
        prop_assert_eq!(gaps(&talk(&mut playout, from, &worst)), 0);
        for _ in 0..12 {
            from += ms(5_000);
            if burst {
                for _ in 0..50 {
                    playout.push(from, PIECE).unwrap();
                }
            } else {
                talk(&mut playout, from, &[0; 50]);
            }
        }
        for late in lates {
            from += ms(5_000);
            prop_assert_eq!(gaps(&talk(&mut playout, from, &late)), 0);
        }
        prop_assert_eq!(playout.underruns(), 0);
    }

    #[test]
    fn audio_is_never_scheduled_twice_or_in_the_past(
        steps in prop::collection::vec((0_u64..300, 1_u64..5_000, prop::bool::weighted(0.1)), 1..200)
    ) {
        let mut playout = Playout::new(RATE);
        let (mut clock, mut end, mut pushed) = (0, 0, 0);
        for (wait, count, flush) in steps {
            clock += ms(wait);
            let before = playout.played(clock);
            prop_assert!(before <= pushed);
            if flush {
                playout.flush(clock);
                prop_assert_eq!(playout.played(clock), before);
                prop_assert_eq!(playout.played(clock + ms(10_000)), before, "flushed audio is never played");
                prop_assert_eq!(playout.remaining_ms(clock), 0);
                (end, pushed) = (clock, before);
                continue;
            }
            if let Some(at) = playout.push(clock, count) {
                prop_assert!(at >= clock && at >= end);
                end = at + count;
                pushed += count;
            }
            prop_assert_eq!(playout.played(end), pushed, "all audio is played by the end");
        }
    }
}

#[test]
fn buffer_target_shrinks_without_jitter_and_grows_after_an_underrun() {
    let mut playout = Playout::new(RATE);
    assert_eq!(playout.target_ms(), 80);
    let mut from = 0;
    for _ in 0..12 {
        from += ms(5_000);
        talk(&mut playout, from, &[0; 50]);
    }
    assert!(playout.target_ms() <= 30, "{}", playout.target_ms());
    // A delay of 150 ms causes one gap; then the buffer is prepared for the next.
    let late: Vec<u64> = (0..50)
        .map(|number| if number == 25 { 150 } else { 0 })
        .collect();
    talk(&mut playout, from + ms(5_000), &late);
    assert!(playout.underruns() >= 1);
    let again = talk(&mut playout, from + ms(10_000), &late);
    assert_eq!(gaps(&again), 0);
    assert!(playout.target_ms() <= 400);
}

#[test]
fn played_position_excludes_flushed_audio() {
    let mut playout = Playout::new(RATE);
    let at = playout.push(ms(1_000), ms(500)).unwrap();
    assert_eq!(at, ms(1_080));
    assert_eq!(playout.played_ms(ms(1_000)), 0);
    assert_eq!(playout.played_ms(ms(1_330)), 250);
    assert_eq!(playout.remaining_ms(ms(1_330)), 250);
    playout.flush(ms(1_330));
    assert_eq!(playout.played_ms(ms(9_000)), 250);
    // Flushed before its first sample: nothing of it was played.
    playout.push(ms(10_000), ms(500)).unwrap();
    playout.flush(ms(10_010));
    assert_eq!(playout.played_ms(ms(20_000)), 250);
}

#[test]
fn flush_does_not_count_as_an_underrun() {
    let mut playout = Playout::new(RATE);
    playout.push(ms(500), ms(5_000)).unwrap();
    playout.flush(ms(1_000));
    assert_eq!(playout.push(ms(1_150), PIECE), Some(ms(1_230)));
    assert_eq!((playout.target_ms(), playout.underruns()), (80, 0));
    // The next gap counts as an underrun again.
    playout.push(ms(1_350), PIECE).unwrap();
    assert_eq!(playout.underruns(), 1);
    assert!(playout.target_ms() > 80);
}

#[test]
fn scheduled_audio_is_bounded() {
    let mut playout = Playout::new(RATE);
    let mut taken = 0;
    while playout.push(0, ms(1_000)).is_some() {
        taken += 1;
    }
    assert!(
        (115..=u64::from(MAX_AHEAD / 1_000)).contains(&taken),
        "{taken}"
    );
}
