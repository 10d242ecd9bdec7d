//! Typed messages on `lk.chat`, as LiveKit's own chat components send them: a text stream of a
//! header, chunks and a trailer.

use super::data_channel::DataChannel;
use super::outbox::Outbox;
use super::wire::data_packet::Value;
use super::wire::data_stream::{Chunk, Header, TextHeader, Trailer};
use crate::time::Millis;

const TOPIC: &str = "lk.chat";
/// LiveKit's chunk size in bytes. With its envelope, a chunk fits into one message on every data
/// channel.
const CHUNK: usize = 15_000;

/// Sends a text as one stream. `stream` is the stream id, which must be unique in the room.
pub(super) fn send(
    now: Millis,
    stream: &str,
    text: &str,
    data: &mut DataChannel,
    out: &mut Outbox,
) {
    let header = Header {
        stream_id: stream.to_owned(),
        timestamp: i64::try_from(now.0).unwrap_or_default(),
        topic: TOPIC.to_owned(),
        mime_type: "text/plain".to_owned(),
        total_length: Some(text.len() as u64),
        // Marks the stream as text. LiveKit's clients drop a stream without it.
        text_header: Some(TextHeader {}),
        attributes: Vec::new(),
    };
    data.send_value(Value::StreamHeader(header), out);
    for (index, part) in chunks(text).enumerate() {
        let chunk = Chunk {
            stream_id: stream.to_owned(),
            chunk_index: index as u64,
            content: part.as_bytes().to_vec(),
        };
        data.send_value(Value::StreamChunk(chunk), out);
    }
    let trailer = Trailer {
        stream_id: stream.to_owned(),
        reason: String::new(),
        attributes: Vec::new(),
    };
    data.send_value(Value::StreamTrailer(trailer), out);
}

/// Splits the text into chunks of at most `CHUNK` bytes at character boundaries, since a receiver
/// may decode each chunk by itself.
fn chunks(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let mut end = rest.len().min(CHUNK);
        while !rest.is_char_boundary(end) {
            end -= 1;
        }
        let (chunk, left) = rest.split_at_checked(end)?;
        rest = left;
        (!chunk.is_empty()).then_some(chunk)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chunks_end_at_character_boundaries_and_lose_nothing() {
        let text = "ü".repeat(20_000);
        let chunks: Vec<_> = chunks(&format!("a{text}")).map(str::to_owned).collect();
        assert_eq!(chunks.iter().map(String::len).max(), Some(CHUNK));
        assert_eq!(chunks.len(), 3);
        assert_eq!(chunks.concat(), format!("a{text}"));
        assert_eq!(super::chunks("").count(), 0);
    }
}
