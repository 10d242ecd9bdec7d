//! Finals that begin with the previous final of the same speaker.

use super::*;

const GROWING: [&str; 3] = ["I want", "I want to", "I want to go."];

fn say(harness: &mut Harness, transport: Transport, source: Source, number: usize, is_final: bool) {
    let part = delivery(
        transport,
        source,
        &number.to_string(),
        GROWING[number],
        is_final,
    );
    deliver(
        harness,
        &Delivery {
            number: number * 2 + usize::from(is_final) + 1,
            ..part
        },
    );
}

#[test]
fn final_that_continues_the_previous_final_replaces_it() {
    for transport in ALL {
        for source in [User, Agent] {
            let mut harness = Harness::open(options());
            for number in 0..3 {
                say(&mut harness, transport, source, number, true);
                after(&mut harness, 700);
            }
            let whole = [row(source, "I want to go.")];
            assert_eq!(rows(&harness), whole, "{transport:?}");
        }
    }
}

#[test]
fn long_utterance_is_replaced_if_the_next_follows_its_final() {
    let mut harness = Harness::open(options());
    say(&mut harness, Transport::Stream, User, 1, false);
    after(&mut harness, 6_000);
    say(&mut harness, Transport::Stream, User, 1, true);
    after(&mut harness, 300);
    say(&mut harness, Transport::Stream, User, 2, false);
    after(&mut harness, 2_500);
    say(&mut harness, Transport::Stream, User, 2, true);
    assert_eq!(rows(&harness), [row(User, "I want to go.")]);
}

#[test]
fn both_are_kept_after_2_s() {
    for transport in ALL {
        let mut harness = Harness::open(options());
        say(&mut harness, transport, User, 0, true);
        after(&mut harness, 2_001);
        say(&mut harness, transport, User, 1, true);
        assert_eq!(rows(&harness), [row(User, "I want I want to")]);
    }
}

#[test]
fn both_are_kept_if_a_pause_was_heard() {
    for pause in [1_000, 1_501] {
        let mut harness = Harness::open(options());
        set_user_speaking(&mut harness, true);
        after(&mut harness, 200);
        say(&mut harness, Transport::Stream, User, 0, true);
        set_user_speaking(&mut harness, false);
        after(&mut harness, pause);
        set_user_speaking(&mut harness, true);
        after(&mut harness, 200);
        say(&mut harness, Transport::Stream, User, 1, true);
        let expected = if pause > 1_500 {
            "I want I want to"
        } else {
            "I want to"
        };
        assert_eq!(rows(&harness), [row(User, expected)]);
    }
}

#[test]
fn both_are_kept_if_the_other_side_spoke_between() {
    let mut harness = Harness::open(options());
    say(&mut harness, Transport::Packet, User, 0, true);
    deliver(
        &mut harness,
        &delivery(Transport::Stream, Agent, "a", "Yes?", true),
    );
    say(&mut harness, Transport::Packet, User, 1, true);
    assert_eq!(
        rows(&harness),
        [
            row(User, "I want"),
            row(Agent, "Yes?"),
            row(User, "I want to")
        ]
    );
}

#[test]
fn two_origins_of_growing_finals_are_one_row() {
    let mut harness = Harness::open(options());
    for number in 0..3 {
        for transport in ALL {
            say(&mut harness, transport, User, number, true);
            after(&mut harness, 100);
        }
    }
    assert_eq!(rows(&harness), [row(User, "I want to go.")]);
}
