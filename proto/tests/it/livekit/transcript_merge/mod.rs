//! Each utterance is emitted once, by whichever transports it arrives: text streams, legacy
//! transcription packets, Speko's packets; in any order, duplicated, late or lost.

mod any_delivery;
mod any_order;
mod cut;
mod origins;
mod restarts;
mod speech;
mod typed;
mod typography;
mod unfinished;
mod utterances;

use crate::support::livekit::*;
use Source::{Agent, User};
use proptest::prelude::*;
use speko_proto::livekit::io::LiveKitInput;
use speko_proto::livekit::wire::data_packet::Value;
use speko_proto::livekit::wire::data_stream;
use speko_proto::livekit::wire::signal_response::Message as ServerMessage;
use speko_proto::livekit::{Millis, wire};
use speko_proto::packet::{Inbound, Outbound};
use speko_proto::{Event, Message, Source, Transcript, TranscriptLimit};

const ALL: [Transport; 3] = [Transport::Stream, Transport::Legacy, Transport::Packet];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Transport {
    Stream,
    Legacy,
    Packet,
}

/// An update in transit. Its bytes are the same for each delivery.
#[derive(Clone, Debug)]
struct Delivery {
    transport: Transport,
    source: Source,
    id: String,
    text: String,
    is_final: bool,
    number: usize,
}

fn delivery(
    transport: Transport,
    source: Source,
    id: &str,
    text: &str,
    is_final: bool,
) -> Delivery {
    Delivery {
        transport,
        source,
        id: id.into(),
        text: text.into(),
        is_final,
        number: 0,
    }
}

fn streamed(harness: &mut Harness, identity: &str, track: &str, delivery: &Delivery) {
    streamed_by(harness, (identity, identity), track, delivery);
}

/// Sends a text stream under this identity, from the participant with this sid.
fn streamed_by(
    harness: &mut Harness,
    (identity, sid): (&str, &str),
    track: &str,
    delivery: &Delivery,
) {
    let stream = format!("stream-{}-{}", delivery.text, delivery.is_final);
    let attributes = [
        ("lk.segment_id", delivery.id.as_str()),
        ("lk.transcribed_track_id", track),
        (
            "lk.transcription_final",
            if delivery.is_final { "true" } else { "false" },
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
        content: delivery.text.clone().into(),
        ..Default::default()
    };
    let trailer = data_stream::Trailer {
        stream_id: stream,
        ..Default::default()
    };
    harness.packet_of(identity, sid, 0, Value::StreamHeader(header));
    harness.packet_of(identity, sid, 0, Value::StreamChunk(chunk));
    // The end of an agent's stream makes its segment final.
    if delivery.is_final || identity == "me" || track == "TR_me" {
        harness.packet_of(identity, sid, 0, Value::StreamTrailer(trailer));
    }
}

fn deliver(harness: &mut Harness, delivery: &Delivery) {
    let identity = match delivery.source {
        User => "me",
        Agent => "agent",
    };
    match delivery.transport {
        Transport::Stream => streamed(harness, identity, "", delivery),
        Transport::Legacy => harness.packet(Value::Transcription(wire::Transcription {
            transcribed_participant_identity: identity.into(),
            segments: vec![wire::TranscriptionSegment {
                id: format!("old-{}", delivery.id),
                text: delivery.text.clone(),
                r#final: delivery.is_final,
            }],
        })),
        Transport::Packet => {
            let packet = match delivery.source {
                User => Inbound::Transcript {
                    source: User,
                    text: delivery.text.clone(),
                    is_final: delivery.is_final,
                },
                Agent => Inbound::AgentMessage {
                    text: delivery.text.clone(),
                    is_final: delivery.is_final,
                },
            };
            let user = wire::UserPacket {
                payload: packet.encode().into(),
                topic: None,
            };
            // Senders number their packets: the same number is the same packet.
            let sender = format!("sender-{}", delivery.number);
            harness.packet_of("agent", &sender, 1, Value::User(user));
        }
    }
}

fn emitted(harness: &Harness) -> Vec<Message> {
    let message = |event| match event {
        Event::Message(message) => Some(message),
        _ => None,
    };
    harness.events().into_iter().filter_map(message).collect()
}

fn transcript(harness: &Harness) -> Transcript {
    let mut transcript = Transcript::new();
    for message in emitted(harness) {
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

fn set_user_speaking(harness: &mut Harness, active: bool) {
    let speaker = wire::SpeakerInfo {
        sid: "PA_me".into(),
        active,
    };
    harness.server(ServerMessage::SpeakersChanged(wire::SpeakersChanged {
        speakers: vec![speaker],
    }));
}
