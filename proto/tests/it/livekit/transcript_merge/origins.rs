//! The same utterance from several origins.

use super::*;

#[test]
fn three_transports_in_any_order_emit_one_message() {
    for source in [User, Agent] {
        for (a, b, c) in [
            (0, 1, 2),
            (0, 2, 1),
            (1, 0, 2),
            (1, 2, 0),
            (2, 0, 1),
            (2, 1, 0),
        ] {
            let mut harness = Harness::open(options());
            for transport in [a, b, c] {
                let whole = delivery(ALL[transport], source, "s", "Good day.", true);
                deliver(&mut harness, &whole);
                deliver(&mut harness, &whole);
                after(&mut harness, 700);
            }
            assert_eq!(emitted(&harness).len(), 1, "{source:?} {a}{b}{c}");
            assert_eq!(rows(&harness), [row(source, "Good day.")]);
        }
    }
}

#[test]
fn interim_updates_are_emitted_only_before_the_final() {
    let mut harness = Harness::open(options());
    for (text, is_final) in [
        ("Good", false),
        ("Good day", false),
        ("Good day.", true),
        ("Good", false),
    ] {
        for transport in ALL {
            deliver(
                &mut harness,
                &delivery(transport, User, "s", text, is_final),
            );
        }
    }
    let emitted: Vec<_> = emitted(&harness)
        .into_iter()
        .map(|m| (m.text, m.is_final))
        .collect();
    let said = |text: &str, is_final| (text.to_owned(), is_final);
    assert_eq!(
        emitted,
        [
            said("Good", false),
            said("Good day", false),
            said("Good day.", true)
        ]
    );
}

#[test]
fn repeated_utterance_is_not_deduplicated() {
    let mut harness = Harness::open(options());
    for id in ["1", "2"] {
        for (number, transport) in ALL.into_iter().enumerate() {
            let number = number + id.len() * 10 + usize::from(id == "2");
            deliver(
                &mut harness,
                &Delivery {
                    number,
                    ..delivery(transport, User, id, "Yes.", true)
                },
            );
        }
    }
    assert_eq!(rows(&harness), [row(User, "Yes. Yes.")]);
}

#[test]
fn lost_stream_is_replaced_by_the_legacy_packet() {
    let mut harness = Harness::open(options());
    deliver(
        &mut harness,
        &delivery(Transport::Stream, User, "1", "One", true),
    );
    deliver(
        &mut harness,
        &delivery(Transport::Legacy, User, "1", "One", true),
    );
    after(&mut harness, 900);
    deliver(
        &mut harness,
        &delivery(Transport::Legacy, User, "2", "Two", true),
    );
    assert_eq!(rows(&harness), [row(User, "One Two")]);
}

#[test]
fn interrupted_stream_text_wins_over_the_packets_full_text() {
    for packet_first in [true, false] {
        let mut harness = Harness::open(options());
        let packet = delivery(
            Transport::Packet,
            Agent,
            "",
            "Well, the thing is long",
            true,
        );
        if packet_first {
            deliver(&mut harness, &packet);
        }
        deliver(
            &mut harness,
            &delivery(Transport::Stream, Agent, "a", "Well, the", false),
        );
        deliver(
            &mut harness,
            &delivery(Transport::Stream, Agent, "a", "Well, the thing", true),
        );
        if !packet_first {
            deliver(&mut harness, &packet);
        }
        assert_eq!(rows(&harness), [row(Agent, "Well, the thing")]);
    }
}

#[test]
fn same_text_on_another_transport_after_5_s_is_new() {
    let mut harness = Harness::open(options());
    deliver(
        &mut harness,
        &delivery(Transport::Stream, Agent, "1", "Hello?", true),
    );
    after(&mut harness, 5_001);
    deliver(
        &mut harness,
        &delivery(Transport::Packet, Agent, "", "Hello?", true),
    );
    assert_eq!(emitted(&harness).len(), 2);
    assert_eq!(rows(&harness), [row(Agent, "Hello? Hello?")]);
}

#[test]
fn transcribed_track_or_sender_identity_decides_the_source() {
    let mut harness = Harness::open(options());
    deliver(
        &mut harness,
        &delivery(Transport::Stream, User, "1", "by my name", true),
    );
    let words = delivery(Transport::Stream, User, "2", "by my microphone", true);
    streamed(&mut harness, "agent", "TR_me", &words);
    streamed(
        &mut harness,
        "agent",
        "TR_agent",
        &delivery(Transport::Stream, Agent, "3", "hers", true),
    );
    assert_eq!(
        rows(&harness),
        [row(User, "by my name by my microphone"), row(Agent, "hers")]
    );
}

#[test]
fn users_words_from_two_transcribers_are_one_row() {
    // The second one sends under its own identity or under the user's.
    for (identity, sid) in [("other", "PA_other"), ("me", "PA_other")] {
        for has_interims in [false, true] {
            let mut harness = Harness::open(options());
            // The words are said twice.
            for id in ["1", "2"] {
                for text in ["Hello", "Hello there", "Hello there."] {
                    let is_final = text.ends_with('.');
                    if !(is_final || has_interims) {
                        continue;
                    }
                    let said = delivery(Transport::Stream, User, id, text, is_final);
                    streamed(&mut harness, "agent", "TR_me", &said);
                    after(&mut harness, 100);
                    let id = format!("other-{id}");
                    let again = delivery(Transport::Stream, User, &id, text, is_final);
                    streamed_by(&mut harness, (identity, sid), "TR_me", &again);
                    after(&mut harness, 100);
                }
            }
            let expected = [row(User, "Hello there. Hello there.")];
            assert_eq!(rows(&harness), expected, "{identity} {has_interims}");
            let finals = emitted(&harness).into_iter().filter(|said| said.is_final);
            assert_eq!(finals.count(), 2);
        }
    }
}

#[test]
fn users_words_in_the_legacy_packets_of_two_transcribers_are_one_row() {
    let mut harness = Harness::open(options());
    for (identity, id) in [
        ("agent", "a"),
        ("other", "b"),
        ("agent", "c"),
        ("other", "d"),
    ] {
        let segment = wire::TranscriptionSegment {
            id: id.into(),
            text: "Yes.".into(),
            r#final: true,
        };
        let transcription = wire::Transcription {
            transcribed_participant_identity: "me".into(),
            segments: vec![segment],
        };
        harness.packet_of(identity, "", 0, Value::Transcription(transcription));
        after(&mut harness, 300);
    }
    assert_eq!(rows(&harness), [row(User, "Yes. Yes.")]);
}

#[test]
fn answer_that_begins_with_the_former_one_is_another() {
    let mut harness = Harness::open(options());
    let said = [
        delivery(Transport::Stream, Agent, "1", "Yes.", true),
        delivery(Transport::Stream, User, "u", "Really?", true),
        delivery(Transport::Packet, Agent, "", "Yes, I can help.", true),
    ];
    for update in &said {
        deliver(&mut harness, update);
        after(&mut harness, 1_000);
    }
    let expected = said.map(|update| (update.source, update.text));
    assert_eq!(rows(&harness), expected);
}
