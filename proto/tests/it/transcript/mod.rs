//! Transcript rows: one per turn, updated in place, whatever is late or duplicated.

mod any_messages;
mod endings;
mod limits;
mod restarts;
mod rows;
mod spacing;

use Source::{Agent, User};
use proptest::prelude::*;
use speko_proto::{Change, Message, Source, Transcript, TranscriptLimit};

fn segment(source: Source, id: &str, text: &str, is_final: bool, at: u64) -> Message {
    Message {
        source,
        text: text.into(),
        is_final,
        segment_id: Some(id.into()),
        started_at: Some(at),
    }
}

fn packet(source: Source, text: &str, is_final: bool) -> Message {
    Message {
        source,
        text: text.into(),
        is_final,
        segment_id: None,
        started_at: None,
    }
}

fn rows(messages: &[Message]) -> Vec<Row> {
    let mut transcript = Transcript::new();
    for message in messages {
        transcript.apply(message);
    }
    transcript
        .turns()
        .iter()
        .map(|turn| (turn.source, turn.text.clone(), turn.is_final))
        .collect()
}

fn row(source: Source, text: &str, is_final: bool) -> Row {
    (source, text.into(), is_final)
}

type Row = (Source, String, bool);

/// A description, the messages, and the resulting rows.
type Story<'a> = (&'a str, &'a [Message], &'a [Row]);
