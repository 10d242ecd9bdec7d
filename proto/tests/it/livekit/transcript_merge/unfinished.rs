//! Utterances without a final, with an empty one, and streams that end without saying so.

use super::*;

fn all_rows(harness: &Harness) -> Vec<(Source, String, bool)> {
    let transcript = transcript(harness);
    let turns = transcript.turns().iter();
    turns
        .map(|turn| (turn.source, turn.text.clone(), turn.is_final))
        .collect()
}

fn shown(source: Source, text: &str) -> (Source, String, bool) {
    (source, text.into(), true)
}

/// Sends an agent's text stream whose header says that it is not final, and closes it.
fn plain_stream(harness: &mut Harness, identity: &str, track: &str, chunks: &[&str]) {
    let attributes = [
        ("lk.segment_id", "SG_1"),
        ("lk.transcription_final", "false"),
        ("lk.transcribed_track_id", track),
    ];
    let header = data_stream::Header {
        stream_id: "node".into(),
        topic: "lk.transcription".into(),
        attributes: attributes.map(wire::Entry::from).into(),
        ..Default::default()
    };
    harness.packet_of(identity, identity, 0, Value::StreamHeader(header));
    for chunk in chunks {
        let chunk = data_stream::Chunk {
            stream_id: "node".into(),
            content: (*chunk).into(),
            ..Default::default()
        };
        harness.packet_of(identity, identity, 0, Value::StreamChunk(chunk));
    }
    let trailer = data_stream::Trailer {
        stream_id: "node".into(),
        ..Default::default()
    };
    harness.packet_of(identity, identity, 0, Value::StreamTrailer(trailer));
}

#[test]
fn agents_stream_is_final_at_its_close() {
    for track in ["", "TR_agent", "TR_other"] {
        let mut harness = Harness::open(options());
        plain_stream(&mut harness, "agent", track, &["Good ", "morning."]);
        let messages = emitted(&harness);
        let finals: Vec<_> = messages.iter().map(|message| message.is_final).collect();
        assert_eq!(finals, [false, false, true], "{track}");
        assert_eq!(all_rows(&harness), [shown(Agent, "Good morning.")]);
    }
}

#[test]
fn users_interim_streams_stay_interim_at_their_close() {
    for (identity, track) in [("me", ""), ("me", "TR_me"), ("agent", "TR_me")] {
        let mut harness = Harness::open(options());
        plain_stream(&mut harness, identity, track, &["Good"]);
        let interim = (User, "Good".to_owned(), false);
        assert_eq!(all_rows(&harness), [interim], "{identity} {track}");
    }
}

#[test]
fn full_reconnect_ends_the_rows_of_open_streams() {
    let mut harness = Harness::open(options());
    deliver(
        &mut harness,
        &delivery(Transport::Stream, Agent, "a", "I was about", false),
    );
    assert!(!all_rows(&harness)[0].2);
    harness.server(ServerMessage::Leave(wire::LeaveRequest {
        reason: wire::DisconnectReason::StateMismatch.into(),
        action: wire::leave_request::Action::Reconnect.into(),
        ..Default::default()
    }));
    harness.pass(1_000);
    assert_eq!(all_rows(&harness), [shown(Agent, "I was about")]);
}

#[test]
fn final_without_text_ends_the_utterance_and_is_not_reported() {
    for transport in ALL {
        for blank in ["", " \n"] {
            let mut harness = Harness::open(options());
            let steps = [("hello", false), (blank, true), ("", true)];
            for (number, (text, is_final)) in steps.into_iter().enumerate() {
                let part = delivery(transport, User, "u", text, is_final);
                deliver(&mut harness, &Delivery { number, ..part });
            }
            assert_eq!(all_rows(&harness), [shown(User, "hello")]);
            let messages: Vec<_> = emitted(&harness)
                .into_iter()
                .map(|message| (message.text, message.is_final))
                .collect();
            assert_eq!(
                messages,
                [("hello".into(), false), ("hello".into(), true)],
                "{transport:?}"
            );
        }
    }
}

#[test]
fn text_that_is_empty_is_not_reported() {
    let mut harness = Harness::open(options());
    for transport in ALL {
        for source in [User, Agent] {
            for is_final in [false, true] {
                deliver(
                    &mut harness,
                    &delivery(transport, source, "x", " ", is_final),
                );
            }
        }
    }
    harness.user_packet(r#"{"type":"user_message_echo","text":""}"#);
    assert_eq!(emitted(&harness), []);
}

#[test]
fn words_without_a_final_are_kept_above_the_answer() {
    // A segment id can be used again.
    let ids = ["1", "2"];
    for (transport, id) in ALL.into_iter().flat_map(|one| ids.map(|id| (one, id))) {
        for (source, other) in [(User, Agent), (Agent, User)] {
            for end in [Some(""), None] {
                let mut harness = Harness::open(options());
                let said = |number, source, id: &str, text: &str, is_final| Delivery {
                    number,
                    ..delivery(transport, source, id, text, is_final)
                };
                deliver(&mut harness, &said(1, source, "1", "What is", false));
                if let Some(end) = end {
                    deliver(&mut harness, &said(2, source, "1", end, true));
                }
                deliver(&mut harness, &said(3, other, "a", "Sorry?", true));
                deliver(&mut harness, &said(4, source, id, "And", false));
                deliver(&mut harness, &said(5, source, id, "And tomorrow?", true));
                let expected = [
                    shown(source, "What is"),
                    shown(other, "Sorry?"),
                    shown(source, "And tomorrow?"),
                ];
                assert_eq!(all_rows(&harness), expected, "{transport:?} {id} {end:?}");
            }
        }
    }
}

#[test]
fn revised_words_of_an_id_replace_the_interim_ones_until_the_agent_has_answered() {
    for transport in [Transport::Stream, Transport::Legacy] {
        let mut harness = Harness::open(options());
        let said = |source, text: &str, is_final| delivery(transport, source, "1", text, is_final);
        // The user interrupts.
        deliver(&mut harness, &said(Agent, "Well", false));
        deliver(&mut harness, &said(User, "I scream", false));
        deliver(&mut harness, &said(Agent, "Well, I", true));
        deliver(&mut harness, &said(User, "Ice cream", true));
        let expected = [shown(Agent, "Well, I"), shown(User, "Ice cream")];
        assert_eq!(all_rows(&harness), expected, "{transport:?}");
    }
}

#[test]
fn typing_while_speaking_leaves_no_unfinished_row() {
    for (second, third) in [
        ("Tell me", "Tell me more"),
        // Recognition has revised all words.
        ("Show me", "Show me more"),
    ] {
        let mut harness = Harness::open(options());
        let spoken = |number, text: &str, is_final| Delivery {
            number,
            ..delivery(Transport::Packet, User, "", text, is_final)
        };
        deliver(&mut harness, &spoken(1, "Tell", false));
        after(&mut harness, 300);
        harness.transport(LiveKitInput::Send(Outbound::UserMessage("hi".into())));
        harness.user_packet(r#"{"type":"user_message_echo","text":"hi"}"#);
        after(&mut harness, 800);
        harness.user_packet(r#"{"type":"agent_message","text":"Hello!"}"#);
        after(&mut harness, 800);
        deliver(&mut harness, &spoken(2, second, false));
        after(&mut harness, 300);
        deliver(&mut harness, &spoken(3, third, true));
        let words = format!("{third} hi");
        assert_eq!(
            all_rows(&harness),
            [shown(User, &words), shown(Agent, "Hello!")]
        );
    }
}

#[test]
fn agents_words_without_a_final_end_with_the_users_final() {
    let mut harness = Harness::open(options());
    let spoken = |number, text: &str, is_final| Delivery {
        number,
        ..delivery(Transport::Packet, Agent, "", text, is_final)
    };
    deliver(&mut harness, &spoken(1, "I can tell you", false));
    deliver(
        &mut harness,
        &delivery(Transport::Stream, User, "u", "Stop", true),
    );
    let cut = shown(Agent, "I can tell you");
    assert_eq!(all_rows(&harness), [cut.clone(), shown(User, "Stop")]);
    deliver(&mut harness, &spoken(2, "Okay", false));
    deliver(&mut harness, &spoken(3, "Okay.", true));
    assert_eq!(
        all_rows(&harness),
        [cut, shown(User, "Stop"), shown(Agent, "Okay.")]
    );
}

#[test]
fn answer_that_began_after_the_greeting_stands_below_the_question() {
    let mut harness = Harness::open(options());
    deliver(
        &mut harness,
        &delivery(Transport::Stream, Agent, "a", "Hello.", true),
    );
    after(&mut harness, 3_000);
    set_user_speaking(&mut harness, true);
    after(&mut harness, 1_000);
    set_user_speaking(&mut harness, false);
    after(&mut harness, 300);
    deliver(
        &mut harness,
        &delivery(Transport::Stream, Agent, "b", "It is", false),
    );
    after(&mut harness, 300);
    deliver(
        &mut harness,
        &delivery(Transport::Stream, User, "u", "What time is it?", true),
    );
    deliver(
        &mut harness,
        &delivery(Transport::Stream, Agent, "b", "It is noon.", true),
    );
    let expected = [
        shown(Agent, "Hello."),
        shown(User, "What time is it?"),
        shown(Agent, "It is noon."),
    ];
    assert_eq!(all_rows(&harness), expected);
}

#[test]
fn three_finals_of_one_speaker_are_one_row_on_each_transport() {
    for transport in ALL {
        let mut harness = Harness::open(options());
        for (number, text) in ["One.", "Two.", "Three."].into_iter().enumerate() {
            let part = delivery(transport, Agent, &number.to_string(), text, true);
            deliver(&mut harness, &Delivery { number, ..part });
            after(&mut harness, 3_000);
        }
        assert_eq!(all_rows(&harness), [shown(Agent, "One. Two. Three.")]);
    }
}
