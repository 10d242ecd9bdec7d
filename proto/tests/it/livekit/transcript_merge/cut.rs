//! Answers that the user cut short.

use super::*;

const CUT: &str = "I can tell you about";
const OTHER: &str = "Okay, what else?";

fn said(number: usize, transport: Transport, source: Source, id: &str, text: &str) -> Delivery {
    Delivery {
        number,
        ..delivery(transport, source, id, text, true)
    }
}

fn interim(transport: Transport, source: Source, id: &str, text: &str) -> Delivery {
    Delivery {
        is_final: false,
        ..said(1, transport, source, id, text)
    }
}

#[test]
fn late_final_finds_its_row_however_often_it_is_delivered() {
    for transport in ALL {
        for late in [CUT, "I can tell", "I can tell you about the weather."] {
            // Before the next answer, after it, or one of each.
            for places in [[1, 1], [2, 2], [1, 2]] {
                let mut harness = Harness::open(options());
                deliver(&mut harness, &interim(transport, Agent, "a", CUT));
                deliver(&mut harness, &said(2, transport, User, "u", "Stop"));
                for place in 1..3 {
                    for number in 0..places.iter().filter(|one| **one == place).count() {
                        after(&mut harness, 200);
                        let again = said(10 * place + number, transport, Agent, "a", late);
                        deliver(&mut harness, &again);
                    }
                    if place == 1 {
                        after(&mut harness, 200);
                        deliver(&mut harness, &said(3, transport, Agent, "b", OTHER));
                    }
                }
                let expected = [row(Agent, late), row(User, "Stop"), row(Agent, OTHER)];
                assert_eq!(rows(&harness), expected, "{transport:?} {places:?}");
            }
        }
    }
}

#[test]
fn words_that_are_said_again_after_the_users_are_kept() {
    for (first, again) in [
        // One word.
        ("Okay", "Okay."),
        // It was final before the user spoke, and again after more of the user's words.
        ("Sorry, what?", "Sorry, what?"),
    ] {
        let mut harness = Harness::open(options());
        let mut number = 0;
        let mut deliver_next = |source, text: &str, is_final| {
            number += 1;
            let part = Delivery {
                is_final,
                ..said(number, Transport::Packet, source, "", text)
            };
            deliver(&mut harness, &part);
            after(&mut harness, 400);
        };
        deliver_next(Agent, first, true);
        for _ in 0..2 {
            deliver_next(User, "Hm", true);
            deliver_next(Agent, again, true);
        }
        let expected = [
            row(Agent, first),
            row(User, "Hm"),
            row(Agent, again),
            row(User, "Hm"),
            row(Agent, again),
        ];
        assert_eq!(rows(&harness), expected);
    }
}
