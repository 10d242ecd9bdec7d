//! When the agent's sound is played, on a clock of the test's own.

use proptest::prelude::*;
use speko_client::s2s::playout::{MOST_AHEAD, Playout};

const RATE: u32 = 48_000;
const PIECE: u64 = 960;

fn ms(millis: u64) -> u64 {
    millis * 48
}

/// Pieces of 20 ms that come late by so many ms each. Where each was planned, and the plan.
fn talk(playout: &mut Playout, from: u64, late: &[u64]) -> Vec<u64> {
    let mut clock = from;
    late.iter()
        .enumerate()
        .map(|(number, late)| {
            // Nothing overtakes on a socket.
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

    /// A line that has jittered is not trusted for having been calm since, or for having brought talks at once.
    #[test]
    fn nor_does_it_after_talks_without_any(
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
    fn nothing_is_planned_twice_or_in_the_past(
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
                prop_assert_eq!(playout.played(clock + ms(10_000)), before, "what was flushed is never heard");
                prop_assert_eq!(playout.remaining_ms(clock), 0);
                (end, pushed) = (clock, before);
                continue;
            }
            if let Some(at) = playout.push(clock, count) {
                prop_assert!(at >= clock && at >= end);
                end = at + count;
                pushed += count;
            }
            prop_assert_eq!(playout.played(end), pushed, "in the end all is heard");
        }
    }
}

#[test]
fn a_calm_line_waits_less_and_less_and_a_bad_one_more() {
    let mut playout = Playout::new(RATE);
    assert_eq!(playout.target_ms(), 80);
    let mut from = 0;
    for _ in 0..12 {
        from += ms(5_000);
        talk(&mut playout, from, &[0; 50]);
    }
    assert!(playout.target_ms() <= 30, "{}", playout.target_ms());
    // A line that stumbles by 150 ms: one gap, and it is prepared.
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
fn the_position_is_what_was_heard() {
    let mut playout = Playout::new(RATE);
    let at = playout.push(ms(1_000), ms(500)).unwrap();
    assert_eq!(at, ms(1_080));
    assert_eq!(playout.played_ms(ms(1_000)), 0);
    assert_eq!(playout.played_ms(ms(1_330)), 250);
    assert_eq!(playout.remaining_ms(ms(1_330)), 250);
    playout.flush(ms(1_330));
    assert_eq!(playout.played_ms(ms(9_000)), 250);
    // Flushed before its first sound, nothing of it was heard.
    playout.push(ms(10_000), ms(500)).unwrap();
    playout.flush(ms(10_010));
    assert_eq!(playout.played_ms(ms(20_000)), 250);
}

#[test]
fn a_talk_that_was_cut_off_is_no_gap_of_the_line() {
    let mut playout = Playout::new(RATE);
    playout.push(ms(500), ms(5_000)).unwrap();
    playout.flush(ms(1_000));
    assert_eq!(playout.push(ms(1_150), PIECE), Some(ms(1_230)));
    assert_eq!((playout.target_ms(), playout.underruns()), (80, 0));
    // The next gap is the line's again.
    playout.push(ms(1_350), PIECE).unwrap();
    assert_eq!(playout.underruns(), 1);
    assert!(playout.target_ms() > 80);
}

#[test]
fn what_waits_is_bounded() {
    let mut playout = Playout::new(RATE);
    let mut taken = 0;
    while playout.push(0, ms(1_000)).is_some() {
        taken += 1;
    }
    assert!(
        (115..=u64::from(MOST_AHEAD / 1_000)).contains(&taken),
        "{taken}"
    );
}
