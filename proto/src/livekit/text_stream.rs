//! Text streams on `lk.transcription`: the transcript of both sides, as it grows.
//!
//! The agent's speech is one stream per segment, with its text split over the chunks. The user's
//! speech is a new stream with the full text per interim result, under the same segment id. So the
//! text of a stream replaces that of its segment.

use super::wire::Entry;
use super::wire::data_stream::{Chunk, Header, Trailer};
use crate::list;

const TOPIC: &str = "lk.transcription";
const FINAL: &str = "lk.transcription_final";
const SEGMENT: &str = "lk.segment_id";
const TRACK: &str = "lk.transcribed_track_id";
/// The maximum number of open streams. It exceeds the number of simultaneous speakers; more are
/// rejected.
const MAX_STREAMS: usize = 64;
/// The maximum size of a stream, in bytes. It exceeds the length of a turn.
const MAX_BYTES: usize = 1024 * 1024;
/// How many streams are remembered whose packets are not read.
const MAX_UNREAD: usize = 64;

/// The full text of a segment so far.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Segment {
    /// The identity of the stream's sender. For the user's speech, the user's own identity.
    pub(super) identity: String,
    /// A number for the real sender.
    pub(super) sender: u32,
    /// The id of the transcribed track. Empty if the sender does not name it.
    pub(super) track: String,
    pub(super) id: String,
    pub(super) text: String,
    pub(super) is_final: bool,
}

#[derive(Debug, Default)]
pub(super) struct TextStreams {
    open: Vec<Open>,
    /// The ids of streams whose remaining packets are not read: of other topics, dropped, or of
    /// senders that have left.
    unread: Vec<String>,
    /// How many streams were too long, and how many packets belong to no known stream.
    pub(super) ignored: u64,
}

#[derive(Debug)]
struct Open {
    id: String,
    identity: String,
    sender: u32,
    attributes: Vec<Entry>,
    text: String,
    /// The first bytes of a character whose remaining bytes have not arrived.
    cut: Vec<u8>,
}

impl TextStreams {
    /// Starts a stream. Returns `false` if too many are open. Streams of other topics are ignored.
    pub(super) fn header(&mut self, identity: &str, sender: u32, header: Header) -> bool {
        let is_read = header.topic == TOPIC;
        if !is_read || self.open.len() >= MAX_STREAMS {
            self.skip(header.stream_id);
            return !is_read;
        }
        self.take(&header.stream_id);
        let open = Open {
            id: header.stream_id,
            identity: identity.to_owned(),
            sender,
            attributes: header.attributes,
            text: String::new(),
            cut: Vec::new(),
        };
        self.open.push(open);
        true
    }

    /// Appends a chunk. Returns the updated segment, or `None` if the stream is unknown or too
    /// long.
    pub(super) fn chunk(&mut self, chunk: &Chunk) -> Option<Segment> {
        let mut all = self.open.iter_mut();
        let Some(open) = all.find(|open| open.id == chunk.stream_id) else {
            self.ignored += u64::from(!self.unread.contains(&chunk.stream_id));
            return None;
        };
        if open.text.len() + chunk.content.len() > MAX_BYTES {
            self.take(&chunk.stream_id);
            self.skip(chunk.stream_id.clone());
            self.ignored += 1;
            return None;
        }
        open.add(&chunk.content);
        Some(open.segment())
    }

    /// Ends a stream. The trailer's attributes override the header's. A stream that was aborted is
    /// final, whatever its attributes say.
    pub(super) fn trailer(&mut self, trailer: Trailer) -> Option<Segment> {
        let Some(mut open) = self.take(&trailer.stream_id) else {
            let unread = list::take(&mut self.unread, |id| *id == trailer.stream_id);
            self.ignored += u64::from(unread.is_none());
            return None;
        };
        open.attributes.extend(trailer.attributes);
        let mut segment = open.segment();
        segment.is_final |= !trailer.reason.is_empty();
        Some(segment)
    }

    /// Ends a stream of a sender that has left, or of any sender if `None`. Returns one final
    /// segment per call, `None` once there are no more.
    pub(super) fn forget(&mut self, identity: Option<&str>) -> Option<Segment> {
        let is_of = |open: &Open| identity.is_none_or(|identity| open.identity == identity);
        let open = list::take(&mut self.open, is_of)?;
        let mut segment = open.segment();
        segment.is_final = true;
        self.skip(open.id);
        Some(segment)
    }

    fn skip(&mut self, stream_id: String) {
        list::push(&mut self.unread, MAX_UNREAD, stream_id);
    }

    fn take(&mut self, stream_id: &str) -> Option<Open> {
        list::take(&mut self.open, |open| open.id == stream_id)
    }
}

impl Open {
    fn add(&mut self, bytes: &[u8]) {
        self.cut.extend_from_slice(bytes);
        let bytes = std::mem::take(&mut self.cut);
        let mut rest = bytes.as_slice();
        while let Err(error) = std::str::from_utf8(rest) {
            let (valid, bad) = rest
                .split_at_checked(error.valid_up_to())
                .unwrap_or_default();
            self.text
                .push_str(std::str::from_utf8(valid).unwrap_or_default());
            let Some(length) = error.error_len() else {
                // The chunk ends within a character.
                self.cut = bad.to_vec();
                return;
            };
            self.text.push(char::REPLACEMENT_CHARACTER);
            rest = bad.get(length..).unwrap_or_default();
        }
        self.text
            .push_str(std::str::from_utf8(rest).unwrap_or_default());
    }

    fn segment(&self) -> Segment {
        let attribute = |name: &str| Entry::find(&self.attributes, name);
        Segment {
            identity: self.identity.clone(),
            sender: self.sender,
            track: attribute(TRACK).unwrap_or_default().to_owned(),
            id: attribute(SEGMENT)
                .filter(|id| !id.is_empty())
                .unwrap_or(&self.id)
                .to_owned(),
            text: self.text.clone(),
            is_final: attribute(FINAL) == Some("true"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(stream: &str, attributes: &[(&str, &str)]) -> Header {
        Header {
            stream_id: stream.into(),
            topic: TOPIC.into(),
            attributes: attributes.iter().copied().map(Entry::from).collect(),
            ..Default::default()
        }
    }

    fn chunk(stream: &str, content: &[u8]) -> Chunk {
        Chunk {
            stream_id: stream.into(),
            content: content.to_vec(),
            ..Default::default()
        }
    }

    #[test]
    fn chunks_are_concatenated_and_the_trailer_makes_them_final() {
        let mut streams = TextStreams::default();
        assert!(streams.header(
            "agent",
            0,
            header("s", &[(SEGMENT, "SG_1"), (FINAL, "false")])
        ));
        let first = streams.chunk(&chunk("s", b"Good ")).unwrap();
        assert_eq!(
            (first.text.as_str(), first.id.as_str(), first.is_final),
            ("Good ", "SG_1", false)
        );
        assert_eq!(streams.chunk(&chunk("s", b"day")).unwrap().text, "Good day");
        let attributes = vec![(FINAL, "true").into()];
        let last = streams.trailer(Trailer {
            stream_id: "s".into(),
            attributes,
            ..Default::default()
        });
        assert!(last.unwrap().is_final);
        assert_eq!(streams.chunk(&chunk("s", b"late")), None);
    }

    #[test]
    fn character_split_across_chunks_is_reassembled() {
        for at in 1..4 {
            let mut streams = TextStreams::default();
            streams.header("agent", 0, header("s", &[]));
            let bytes = "\u{1F600}".as_bytes();
            assert_eq!(streams.chunk(&chunk("s", &bytes[..at])).unwrap().text, "");
            let whole = streams.chunk(&chunk("s", &bytes[at..])).unwrap();
            assert_eq!((whole.text.as_str(), whole.id.as_str()), ("\u{1F600}", "s"));
        }
    }

    #[test]
    fn invalid_utf8_becomes_one_replacement_character() {
        let mut streams = TextStreams::default();
        streams.header("agent", 0, header("s", &[]));
        assert_eq!(
            streams.chunk(&chunk("s", b"a\xFFb")).unwrap().text,
            "a\u{FFFD}b"
        );
    }

    #[test]
    fn stream_count_and_size_are_limited() {
        let mut streams = TextStreams::default();
        for n in 0..MAX_STREAMS {
            assert!(streams.header("agent", 0, header(&n.to_string(), &[])));
        }
        assert!(!streams.header("agent", 0, header("more", &[])));
        assert_eq!(streams.chunk(&chunk("0", &vec![b'a'; MAX_BYTES + 1])), None);
        assert_eq!(streams.chunk(&chunk("0", b"a")), None);
        while streams.forget(None).is_some() {}
        assert!(streams.header("agent", 0, header("more", &[])));
    }

    #[test]
    fn aborted_streams_become_final() {
        let mut streams = TextStreams::default();
        for stream in ["reason", "left"] {
            streams.header("agent", 0, header(stream, &[(FINAL, "false")]));
            assert!(!streams.chunk(&chunk(stream, b"I was")).unwrap().is_final);
        }
        let trailer = Trailer {
            stream_id: "reason".into(),
            reason: "ended".into(),
            ..Default::default()
        };
        assert!(streams.trailer(trailer).unwrap().is_final);
        assert_eq!(streams.forget(Some("somebody")), None);
        let left = streams.forget(Some("agent")).unwrap();
        assert_eq!((left.text.as_str(), left.is_final), ("I was", true));
        assert_eq!(streams.forget(Some("agent")), None);
    }
}
