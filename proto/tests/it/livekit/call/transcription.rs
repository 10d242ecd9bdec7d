//! Transcripts: text streams and legacy packets.

use super::*;

fn stream(
    harness: &mut Harness,
    identity: &str,
    id: &str,
    segment: &str,
    is_final: &str,
    text: &str,
) {
    let attributes = [
        ("lk.segment_id", segment),
        ("lk.transcription_final", is_final),
    ];
    let header = data_stream::Header {
        stream_id: id.into(),
        topic: "lk.transcription".into(),
        attributes: attributes.map(wire::Entry::from).into(),
        ..Default::default()
    };
    harness.packet_of(identity, identity, 0, Value::StreamHeader(header));
    let chunk = data_stream::Chunk {
        stream_id: id.into(),
        content: text.into(),
        ..Default::default()
    };
    harness.packet_of(identity, identity, 0, Value::StreamChunk(chunk));
    let trailer = data_stream::Trailer {
        stream_id: id.into(),
        ..Default::default()
    };
    harness.packet_of(identity, identity, 0, Value::StreamTrailer(trailer));
}

#[test]
fn transcription_streams_are_emitted_as_segments_with_start_times() {
    let mut harness = Harness::open(options());
    let begun = harness.now;
    stream(&mut harness, "me", "s1", "SG_1", "false", "hello");
    harness.pass(1_000);
    stream(&mut harness, "me", "s2", "SG_1", "true", "hello you");
    stream(&mut harness, "agent", "s3", "SG_1", "true", "hi");
    let mut said = messages(&harness);
    said.dedup();
    let user = |text: &str, is_final| Message {
        source: Source::User,
        text: text.into(),
        is_final,
        segment_id: Some("SG_1".into()),
        started_at: Some(begun.0),
    };
    assert_eq!(said[..2], [user("hello", false), user("hello you", true)]);
    assert_eq!(
        (said[2].source, said[2].started_at),
        (Source::Agent, Some(begun.0 + 1_000))
    );
}

#[test]
fn legacy_transcriptions_are_emitted_unless_a_stream_duplicates_them() {
    let mut harness = Harness::open(options());
    let packet = |text: &str| {
        Value::Transcription(wire::Transcription {
            transcribed_participant_identity: "me".into(),
            segments: vec![
                wire::TranscriptionSegment {
                    id: "x".into(),
                    text: text.into(),
                    r#final: true,
                },
                wire::TranscriptionSegment {
                    id: "y".into(),
                    ..Default::default()
                },
            ],
        })
    };
    harness.packet(packet("one"));
    stream(&mut harness, "agent", "s", "SG", "true", "two");
    harness.packet(packet("three"));
    stream(&mut harness, "me", "t", "SG_3", "true", "three");
    harness.packet(packet("three"));
    let mut texts: Vec<_> = messages(&harness)
        .into_iter()
        .map(|message| message.text)
        .collect();
    texts.dedup();
    assert_eq!(texts, ["one", "two", "three"]);
}
