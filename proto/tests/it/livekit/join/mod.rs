//! How a session opens.

mod config;
mod credentials;
mod dtls;
mod opening;

use crate::support::livekit::*;
use speko_proto::livekit::io::*;
use speko_proto::livekit::wire;
use speko_proto::livekit::wire::signal_request::Message as ClientMessage;
use speko_proto::{
    AudioConstraints, ErrorCode, ErrorReason, Event, MicState, Overrides, Parsers, SessionConfig,
    Status, TtsOverrides,
};
