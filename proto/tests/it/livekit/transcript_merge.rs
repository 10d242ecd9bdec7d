//! Each utterance is emitted once, by whichever transports it arrives: text streams, legacy
//! transcription packets, Speko's packets; in any order, duplicated, late or lost.

use Source::{Agent, User};
use proptest::prelude::*;
use speko_proto::livekit::io::LiveKitInput;
use speko_proto::livekit::wire::data_packet::Value;
use speko_proto::livekit::wire::data_stream;
use speko_proto::livekit::wire::signal_response::Message as Said;
use speko_proto::livekit::{Millis, wire};
use speko_proto::packet::{Inbound, Outbound};
use speko_proto::{Event, Message, Source, Transcript, TranscriptLimit};

use crate::support::livekit::*;

const ALL: [Way; 3] = [Way::Stream, Way::Legacy, Way::Packet];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    Stream,
    Legacy,
    Packet,
}

/// An update in transit. Its bytes are the same for each delivery.
#[derive(Clone, Debug)]
struct Piece {
    way: Way,
    source: Source,
    id: String,
    text: String,
    is_final: bool,
    number: usize,
}

fn piece(way: Way, source: Source, id: &str, text: &str, is_final: bool) -> Piece {
    Piece {
        way,
        source,
        id: id.into(),
        text: text.into(),
        is_final,
        number: 0,
    }
}

fn streamed(harness: &mut Harness, identity: &str, track: &str, piece: &Piece) {
    let stream = format!("stream-{}-{}", piece.text, piece.is_final);
    let attributes = [
        ("lk.segment_id", piece.id.as_str()),
        ("lk.transcribed_track_id", track),
        (
            "lk.transcription_final",
            if piece.is_final { "true" } else { "false" },
        ),
    ];
    let header = data_stream::Header {
        stream_id: stream.clone(),
        topic: "lk.transcription".into(),
        attributes: attributes.map(wire::Entry::from).into(),
        ..Default::default()
    };
    let chunk = data_stream::Chunk {
        stream_id: stream.clone(),
        content: piece.text.clone().into(),
        ..Default::default()
    };
    let trailer = data_stream::Trailer {
        stream_id: stream,
        ..Default::default()
    };
    for value in [
        Value::StreamHeader(header),
        Value::StreamChunk(chunk),
        Value::StreamTrailer(trailer),
    ] {
        harness.packet_of(identity, identity, 0, value);
    }
}

fn deliver(harness: &mut Harness, piece: &Piece) {
    let identity = match piece.source {
        User => "me",
        Agent => "agent",
    };
    match piece.way {
        Way::Stream => streamed(harness, identity, "", piece),
        Way::Legacy => harness.packet(Value::Transcription(wire::Transcription {
            transcribed_participant_identity: identity.into(),
            segments: vec![wire::TranscriptionSegment {
                id: format!("old-{}", piece.id),
                text: piece.text.clone(),
                r#final: piece.is_final,
            }],
        })),
        Way::Packet => {
            let packet = match piece.source {
                User => Inbound::Transcript {
                    source: User,
                    text: piece.text.clone(),
                    is_final: piece.is_final,
                },
                Agent => Inbound::AgentMessage {
                    text: piece.text.clone(),
                    is_final: piece.is_final,
                },
            };
            let user = wire::UserPacket {
                payload: packet.encode().into(),
                topic: None,
            };
            // Senders number their packets: the same number is the same packet.
            let sender = format!("sender-{}", piece.number);
            harness.packet_of("agent", &sender, 1, Value::User(user));
        }
    }
}

fn told(harness: &Harness) -> Vec<Message> {
    let message = |event| match event {
        Event::Message(message) => Some(message),
        _ => None,
    };
    harness.events().into_iter().filter_map(message).collect()
}

fn transcript(harness: &Harness) -> Transcript {
    let mut transcript = Transcript::new();
    for message in told(harness) {
        transcript.apply(&message);
    }
    transcript
}

fn rows(harness: &Harness) -> Vec<(Source, String)> {
    let transcript = transcript(harness);
    let rows = transcript.turns().iter();
    rows.map(|turn| (turn.source, turn.text.clone())).collect()
}

fn row(source: Source, text: &str) -> (Source, String) {
    (source, text.into())
}

fn after(harness: &mut Harness, millis: u64) {
    harness.now = Millis(harness.now.0 + millis);
}

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
            for way in [a, b, c] {
                let whole = piece(ALL[way], source, "s", "Good day.", true);
                deliver(&mut harness, &whole);
                deliver(&mut harness, &whole);
                after(&mut harness, 700);
            }
            assert_eq!(told(&harness).len(), 1, "{source:?} {a}{b}{c}");
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
        for way in ALL {
            deliver(&mut harness, &piece(way, User, "s", text, is_final));
        }
    }
    let told: Vec<_> = told(&harness)
        .into_iter()
        .map(|m| (m.text, m.is_final))
        .collect();
    let said = |text: &str, is_final| (text.to_owned(), is_final);
    assert_eq!(
        told,
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
        for (number, way) in ALL.into_iter().enumerate() {
            let number = number + id.len() * 10 + usize::from(id == "2");
            deliver(
                &mut harness,
                &Piece {
                    number,
                    ..piece(way, User, id, "Yes.", true)
                },
            );
        }
    }
    assert_eq!(rows(&harness), [row(User, "Yes. Yes.")]);
}

#[test]
fn lost_stream_is_replaced_by_the_legacy_packet() {
    let mut harness = Harness::open(options());
    deliver(&mut harness, &piece(Way::Stream, User, "1", "One", true));
    deliver(&mut harness, &piece(Way::Legacy, User, "1", "One", true));
    after(&mut harness, 900);
    deliver(&mut harness, &piece(Way::Legacy, User, "2", "Two", true));
    assert_eq!(rows(&harness), [row(User, "One Two")]);
}

#[test]
fn interrupted_stream_text_wins_over_the_packets_full_text() {
    for packet_first in [true, false] {
        let mut harness = Harness::open(options());
        let packet = piece(Way::Packet, Agent, "", "Well, the thing is long", true);
        if packet_first {
            deliver(&mut harness, &packet);
        }
        deliver(
            &mut harness,
            &piece(Way::Stream, Agent, "a", "Well, the", false),
        );
        deliver(
            &mut harness,
            &piece(Way::Stream, Agent, "a", "Well, the thing", true),
        );
        if !packet_first {
            deliver(&mut harness, &packet);
        }
        assert_eq!(rows(&harness), [row(Agent, "Well, the thing")]);
    }
}

#[test]
fn utterances_with_a_common_prefix_stay_separate() {
    let mut harness = Harness::open(options());
    deliver(
        &mut harness,
        &piece(Way::Stream, Agent, "a", "I am fine.", true),
    );
    for (number, text, is_final) in [
        (1, "I", false),
        (2, "I found", false),
        (3, "I found three.", true),
    ] {
        let part = piece(Way::Packet, Agent, "", text, is_final);
        deliver(&mut harness, &Piece { number, ..part });
    }
    assert_eq!(
        rows(&harness),
        [row(Agent, "I am fine."), row(Agent, "I found three.")]
    );
}

#[test]
fn revised_recognition_stays_one_row() {
    let mut harness = Harness::open(options());
    deliver(
        &mut harness,
        &piece(Way::Stream, User, "u", "I scream", false),
    );
    deliver(
        &mut harness,
        &piece(Way::Packet, User, "", "Ice cream.", true),
    );
    deliver(
        &mut harness,
        &piece(Way::Stream, User, "u", "Ice cream.", true),
    );
    deliver(
        &mut harness,
        &piece(Way::Legacy, User, "u", "Ice cream.", true),
    );
    assert_eq!(rows(&harness), [row(User, "Ice cream.")]);
}

#[test]
fn typed_message_is_one_row_at_its_send_time() {
    let mut harness = Harness::open(options());
    let sent = harness.now.0;
    harness.transport(LiveKitInput::Send(Outbound::UserMessage(
        "What time is it?".into(),
    )));
    after(&mut harness, 400);
    deliver(
        &mut harness,
        &piece(Way::Stream, Agent, "a", "It is", false),
    );
    harness.user_packet(r#"{"type":"user_message_echo","text":"What time is it?"}"#);
    deliver(
        &mut harness,
        &piece(Way::Stream, User, "u", "What time is it?", true),
    );
    harness.user_packet(r#"{"type":"transcript","source":"user","text":"What time is it?"}"#);
    assert_eq!(
        rows(&harness),
        [row(User, "What time is it?"), row(Agent, "It is")]
    );
    assert_eq!(transcript(&harness).turns()[0].started_at, Some(sent));
}

#[test]
fn message_typed_twice_is_two_rows() {
    let mut harness = Harness::open(options());
    for id in ["1", "2"] {
        harness.transport(LiveKitInput::Send(Outbound::UserMessage("again".into())));
        harness.user_packet(r#"{"type":"user_message_echo","text":"again"}"#);
        deliver(&mut harness, &piece(Way::Stream, User, id, "again", true));
    }
    assert_eq!(rows(&harness), [row(User, "again"), row(User, "again")]);
}

#[test]
fn typing_what_was_just_spoken_adds_a_row() {
    let mut harness = Harness::open(options());
    deliver(&mut harness, &piece(Way::Stream, User, "1", "Yes.", true));
    after(&mut harness, 500);
    harness.transport(LiveKitInput::Send(Outbound::UserMessage("yes".into())));
    harness.user_packet(r#"{"type":"user_message_echo","text":"yes"}"#);
    assert_eq!(rows(&harness), [row(User, "Yes."), row(User, "yes")]);
}

#[test]
fn same_text_on_another_transport_after_5_s_is_new() {
    let mut harness = Harness::open(options());
    deliver(
        &mut harness,
        &piece(Way::Stream, Agent, "1", "Hello?", true),
    );
    after(&mut harness, 5_001);
    deliver(&mut harness, &piece(Way::Packet, Agent, "", "Hello?", true));
    assert_eq!(rows(&harness), [row(Agent, "Hello?"), row(Agent, "Hello?")]);
}

fn we_are(harness: &mut Harness, active: bool) {
    let speaker = wire::SpeakerInfo {
        sid: "PA_me".into(),
        active,
    };
    harness.server(Said::SpeakersChanged(wire::SpeakersChanged {
        speakers: vec![speaker],
    }));
}

#[test]
fn late_recognized_question_is_placed_above_the_answer() {
    let mut harness = Harness::open(options());
    we_are(&mut harness, true);
    let began = harness.now.0;
    after(&mut harness, 1_500);
    we_are(&mut harness, false);
    after(&mut harness, 600);
    deliver(&mut harness, &piece(Way::Stream, Agent, "a", "Sure", false));
    after(&mut harness, 300);
    deliver(
        &mut harness,
        &piece(Way::Stream, User, "u", "Tell me more", true),
    );
    assert_eq!(
        rows(&harness),
        [row(User, "Tell me more"), row(Agent, "Sure")]
    );
    assert_eq!(transcript(&harness).turns()[0].started_at, Some(began));
}

#[test]
fn old_speech_activity_does_not_set_the_start_time() {
    let mut harness = Harness::open(options());
    we_are(&mut harness, true);
    after(&mut harness, 200);
    we_are(&mut harness, false);
    deliver(
        &mut harness,
        &piece(Way::Stream, Agent, "a", "A long story.", true),
    );
    after(&mut harness, 9_000);
    deliver(&mut harness, &piece(Way::Stream, User, "u", "I see", true));
    assert_eq!(
        rows(&harness),
        [row(Agent, "A long story."), row(User, "I see")]
    );
}

#[test]
fn transcribed_track_or_sender_identity_decides_the_source() {
    let mut harness = Harness::open(options());
    deliver(
        &mut harness,
        &piece(Way::Stream, User, "1", "by my name", true),
    );
    let words = piece(Way::Stream, User, "2", "by my microphone", true);
    streamed(&mut harness, "agent", "TR_me", &words);
    streamed(
        &mut harness,
        "agent",
        "TR_agent",
        &piece(Way::Stream, Agent, "3", "hers", true),
    );
    assert_eq!(
        rows(&harness),
        [row(User, "by my name by my microphone"), row(Agent, "hers")]
    );
}

#[test]
fn reused_segment_id_starts_a_new_row() {
    let mut harness = Harness::open(options());
    deliver(&mut harness, &piece(Way::Stream, Agent, "1", "Hello", true));
    after(&mut harness, 1_000);
    deliver(&mut harness, &piece(Way::Stream, User, "1", "Hi", true));
    after(&mut harness, 1_000);
    deliver(
        &mut harness,
        &piece(Way::Stream, Agent, "1", "Hello again", true),
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
        &piece(Way::Packet, Agent, "", "So the", false),
    );
    after(&mut harness, 100);
    deliver(&mut harness, &piece(Way::Stream, User, "u", "Mm-hm", true));
    let more = Piece {
        number: 1,
        ..piece(Way::Packet, Agent, "", "So the end", true)
    };
    deliver(&mut harness, &more);
    assert_eq!(
        rows(&harness),
        [row(Agent, "So the end"), row(User, "Mm-hm")]
    );
}

/// A conversation, and how its updates are delivered.
#[derive(Clone, Debug)]
struct Plan {
    sources: Vec<Source>,
    /// The updates, each with its time of arrival in ms.
    deliveries: Vec<(u64, Piece)>,
}

fn words(turn: usize) -> [String; 4] {
    let letter = char::from(b'a' + turn as u8);
    [0, 1, 2, 3].map(|n| format!("{letter}{letter}{n}"))
}

fn any_plan() -> impl Strategy<Value = Plan> {
    let chance = prop::collection::vec((any::<u8>(), any::<u8>(), 0..1_400_u64), 48);
    (
        1..5_usize,
        prop::collection::vec((any::<bool>(), 1..8_u8, chance), 4),
    )
        .prop_map(|(turns, dice)| {
            let mut deliveries = Vec::new();
            let mut sources = Vec::new();
            for (turn, (agent, ways, mut chance)) in dice.into_iter().take(turns).enumerate() {
                let source = if agent { Agent } else { User };
                sources.push(source);
                let began = 10_000 + turn as u64 * 3_000;
                let words = words(turn);
                let used: Vec<_> = (0..3)
                    .filter(|n| ways & (1 << n) != 0)
                    .map(|n| ALL[n])
                    .collect();
                for (place, way) in used.iter().enumerate() {
                    for length in 1..=words.len() {
                        let is_final = length == words.len();
                        let (lost, doubled, late) = chance.pop().unwrap();
                        // The final update of one transport always arrives.
                        if lost < 100 && !(is_final && place == 0) {
                            continue;
                        }
                        let text = words[..length].join(" ");
                        let number = deliveries.len() + 1;
                        let piece = Piece {
                            number,
                            ..piece(*way, source, &turn.to_string(), &text, is_final)
                        };
                        deliveries.push((began + late, piece.clone()));
                        if doubled < 100 {
                            deliveries.push((began + late + u64::from(doubled) * 7, piece));
                        }
                    }
                }
            }
            deliveries.sort_by_key(|(at, _)| *at);
            Plan {
                sources,
                deliveries,
            }
        })
}

proptest! {
    #[test]
    fn shuffled_duplicated_and_lost_updates_produce_one_transcript(plan in any_plan()) {
        let mut harness = Harness::open(options());
        for (at, piece) in &plan.deliveries {
            harness.now = Millis(*at);
            deliver(&mut harness, piece);
        }
        let said = told(&harness);

        // As many utterances as were spoken. Each is final once, and unchanged after that.
        let mut begun: Vec<_> = said.iter().map(|message| message.started_at.unwrap()).collect();
        begun.sort_unstable();
        begun.dedup();
        prop_assert_eq!(begun.len(), plan.sources.len(), "{:#?}", said);
        for at in begun {
            let pieces: Vec<_> = said.iter().filter(|m| m.started_at == Some(at)).collect();
            let finals = pieces.iter().filter(|piece| piece.is_final).count();
            prop_assert_eq!(finals, 1, "{:#?}", pieces);
            prop_assert!(pieces.last().unwrap().is_final);
        }

        // The rows are the spoken text in order: one row per turn, or for several turns of one
        // speaker.
        let transcript = transcript(&harness);
        let turns = transcript.turns();
        prop_assert!(turns.len() <= plan.sources.len());
        prop_assert!(turns.is_sorted_by_key(|turn| turn.started_at));
        prop_assert!(turns.iter().all(|turn| turn.is_final));
        let heard: Vec<_> = turns.iter().flat_map(|turn| {
            turn.text.split(' ').map(|word| (turn.source, word.to_owned())).collect::<Vec<_>>()
        }).collect();
        let meant: Vec<_> = plan.sources.iter().enumerate().flat_map(|(turn, source)| {
            words(turn).map(|word| (*source, word))
        }).collect();
        prop_assert_eq!(heard, meant);
    }

    #[test]
    fn transcript_never_exceeds_its_limit(
        plan in any_plan(),
        turns in 1..4_usize,
        bytes in 8..40_usize,
    ) {
        let mut harness = Harness::open(options());
        for (at, piece) in &plan.deliveries {
            harness.now = Millis(*at);
            deliver(&mut harness, piece);
        }
        let mut whole = Transcript::new();
        let mut kept = Transcript::with_limit(TranscriptLimit { turns, bytes });
        for message in told(&harness) {
            whole.apply(&message);
            kept.apply(&message);
            prop_assert!(kept.turns().len() <= turns);
            let text: usize = kept.turns().iter().map(|turn| turn.text.len()).sum();
            prop_assert!(text <= bytes || kept.turns().len() == 1);
        }
        // The end is what is kept.
        let last = |transcript: &Transcript| transcript.turns().last().map(|turn| turn.text.clone());
        let end = last(&kept).unwrap();
        prop_assert!(last(&whole).unwrap().ends_with(&end));
    }
}
