//! Which updates belong to one utterance.

use super::*;

#[test]
fn utterances_with_a_common_prefix_are_not_merged() {
    let mut harness = Harness::open(options());
    deliver(
        &mut harness,
        &delivery(Transport::Stream, Agent, "a", "I am fine.", true),
    );
    for (number, text, is_final) in [
        (1, "I", false),
        (2, "I found", false),
        (3, "I found three.", true),
    ] {
        let part = delivery(Transport::Packet, Agent, "", text, is_final);
        deliver(&mut harness, &Delivery { number, ..part });
    }
    assert_eq!(rows(&harness), [row(Agent, "I am fine. I found three.")]);
}

#[test]
fn revised_recognition_stays_one_row() {
    let mut harness = Harness::open(options());
    deliver(
        &mut harness,
        &delivery(Transport::Stream, User, "u", "I scream", false),
    );
    deliver(
        &mut harness,
        &delivery(Transport::Packet, User, "", "Ice cream.", true),
    );
    deliver(
        &mut harness,
        &delivery(Transport::Stream, User, "u", "Ice cream.", true),
    );
    deliver(
        &mut harness,
        &delivery(Transport::Legacy, User, "u", "Ice cream.", true),
    );
    assert_eq!(rows(&harness), [row(User, "Ice cream.")]);
}

#[test]
fn reused_segment_id_starts_a_new_row() {
    let mut harness = Harness::open(options());
    deliver(
        &mut harness,
        &delivery(Transport::Stream, Agent, "1", "Hello", true),
    );
    after(&mut harness, 1_000);
    deliver(
        &mut harness,
        &delivery(Transport::Stream, User, "1", "Hi", true),
    );
    after(&mut harness, 1_000);
    deliver(
        &mut harness,
        &delivery(Transport::Stream, Agent, "1", "Hello again", true),
    );
    assert_eq!(
        rows(&harness),
        [
            row(Agent, "Hello"),
            row(User, "Hi"),
            row(Agent, "Hello again")
        ]
    );
}

#[test]
fn growing_packet_stays_one_row_across_a_user_interjection() {
    let mut harness = Harness::open(options());
    deliver(
        &mut harness,
        &delivery(Transport::Packet, Agent, "", "So the", false),
    );
    after(&mut harness, 100);
    deliver(
        &mut harness,
        &delivery(Transport::Stream, User, "u", "Mm-hm", true),
    );
    let more = Delivery {
        number: 1,
        ..delivery(Transport::Packet, Agent, "", "So the end", true)
    };
    deliver(&mut harness, &more);
    assert_eq!(
        rows(&harness),
        [row(Agent, "So the end"), row(User, "Mm-hm")]
    );
}
