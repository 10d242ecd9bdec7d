//! An open session: mute, messages, transcripts, participants, speakers, renegotiation, keepalive.

mod connection;
mod ignored;
mod mute;
mod negotiation;
mod packets;
mod participants;
mod playback;
mod transcription;

use crate::support::livekit::*;
use speko_proto::livekit::io::*;
use speko_proto::livekit::wire;
use speko_proto::livekit::wire::data_packet::Value;
use speko_proto::livekit::wire::data_stream;
use speko_proto::livekit::wire::signal_request::Message as ClientMessage;
use speko_proto::livekit::wire::signal_response::Message as ServerMessage;
use speko_proto::{AgentState, ConnectionState, ErrorCode, Event, Message, MicState, Mode, Source};

fn messages(harness: &Harness) -> Vec<Message> {
    let message = |event| match event {
        Event::Message(message) => Some(message),
        _ => None,
    };
    harness.events().into_iter().filter_map(message).collect()
}
