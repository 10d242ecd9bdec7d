//! Handles inbound data packets.

use super::{Machine, Phase};
use crate::engine::outbox::Effects;
use crate::event::{Event, Source};
use crate::livekit::data_channel::Received;
use crate::livekit::io::{Channel, LiveKitOutput};
use crate::livekit::text_stream::Segment;
use crate::livekit::transcript_merge::{Origin, Path, Update};
use crate::livekit::wire::{DataPacket, Transcription, data_packet, has_field};
use crate::packet::Inbound;
use crate::time::Millis;

/// The kinds of packets that the session knows and does not read, by the number of their field:
/// speakers, DTMF, metrics, chat messages and RPC.
const UNUSED: u32 = 1 << 3 | 1 << 6 | 1 << 8 | 1 << 9 | 1 << 10 | 1 << 11 | 1 << 12;

impl Machine {
    pub(super) fn data_message(&mut self, now: Millis, channel: Channel, bytes: &[u8]) {
        match self.data.receive(channel, bytes) {
            // A prepared session drops inbound packets until the call starts.
            Received::Packet(_) if self.phase == Phase::Prepared => {}
            Received::Packet(packet) if packet.value.is_none() => {
                self.ignore_unless(has_field(bytes, UNUSED));
                self.out
                    .push(LiveKitOutput::UnhandledPacket(bytes.to_vec()));
            }
            Received::Packet(packet) => self.data_packet(now, *packet),
            Received::Duplicate => {}
            Received::Ignored => self.ignore(),
        }
    }

    fn data_packet(&mut self, now: Millis, packet: DataPacket) {
        use data_packet::Value as V;
        let identity = &packet.participant_identity;
        let sender = sender(&packet);
        match packet.value {
            Some(V::User(ref user)) => self.user_packet(now, &user.payload),
            Some(V::StreamHeader(header)) => {
                let room = self.streams.header(identity, sender, header);
                self.ignore_unless(room);
            }
            Some(V::StreamChunk(ref chunk)) => {
                if let Some(segment) = self.streams.chunk(chunk) {
                    self.segment(now, Origin::Stream, segment);
                }
            }
            Some(V::StreamTrailer(trailer)) => {
                if let Some(mut segment) = self.streams.trailer(trailer) {
                    // The user's speech is one stream per interim result. Other streams end with
                    // their segment, although Node agents leave them marked as interim.
                    segment.is_final |= !self.is_ours(&segment);
                    self.segment(now, Origin::Stream, segment);
                }
            }
            Some(V::Transcription(transcription)) => {
                self.transcription(now, sender, transcription);
            }
            None => {}
        }
        self.ignored += std::mem::take(&mut self.streams.ignored);
    }

    fn user_packet(&mut self, now: Millis, payload: &[u8]) {
        let packet = std::str::from_utf8(payload)
            .ok()
            .and_then(|text| Inbound::decode(text, self.config.parsers.json).ok());
        let (origin, source, text, is_final) = match packet {
            Some(Inbound::Transcript {
                source,
                text,
                is_final,
            }) => (Origin::Transcript, source, text, is_final),
            Some(Inbound::AgentMessage { text, is_final }) => {
                (Origin::AgentMessage, Source::Agent, text, is_final)
            }
            Some(Inbound::UserMessageEcho { text }) => (Origin::Echo, Source::User, text, true),
            None => return self.ignore(),
        };
        let id = String::new();
        self.merge_transcript(
            now,
            Update {
                path: Path { origin, sender: 0 },
                source,
                id,
                text,
                is_final,
            },
        );
    }

    fn transcription(&mut self, now: Millis, sender: u32, transcription: Transcription) {
        for segment in transcription.segments {
            let segment = Segment {
                identity: transcription.transcribed_participant_identity.clone(),
                sender,
                track: String::new(),
                id: segment.id,
                text: segment.text,
                is_final: segment.r#final,
            };
            self.segment(now, Origin::Legacy, segment);
        }
    }

    /// Returns whether this is the user's speech. Some agents send it under their own identity. The
    /// track id then shows whose speech it is.
    fn is_ours(&self, segment: &Segment) -> bool {
        self.participants.is_local(&segment.identity)
            || (!segment.track.is_empty() && self.publication.is_sid(&segment.track))
    }

    /// Ends the text streams of a sender, or all if `None`. Their segments keep their words.
    pub(super) fn end_streams(&mut self, identity: Option<&str>) {
        while let Some(segment) = self.streams.forget(identity) {
            self.segment(self.data.now, Origin::Stream, segment);
        }
    }

    fn segment(&mut self, now: Millis, origin: Origin, segment: Segment) {
        // Only the agent itself knows what it says.
        let (source, sender) = if self.is_ours(&segment) {
            (Source::User, segment.sender)
        } else {
            (Source::Agent, 0)
        };
        self.merge_transcript(
            now,
            Update {
                path: Path { origin, sender },
                source,
                id: segment.id,
                text: segment.text,
                is_final: segment.is_final,
            },
        );
    }

    fn merge_transcript(&mut self, now: Millis, update: Update) {
        if let Some(message) = self.transcript_merge.apply(now, update) {
            self.out.emit(Event::Message(message));
        }
    }
}

/// Returns a number for the sender of this packet: a hash. Some agents send under the identity of
/// the user.
fn sender(packet: &DataPacket) -> u32 {
    let sid = packet.participant_sid.bytes();
    sid.chain(packet.participant_identity.bytes())
        .fold(0, |hash: u32, byte| {
            hash.wrapping_mul(31).wrapping_add(byte.into())
        })
}
