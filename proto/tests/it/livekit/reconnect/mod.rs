//! Recovery of a lost connection: with the smallest sufficient step, and without lost or duplicated
//! messages.

mod full;
mod media;
mod policy;
mod probes;
mod resume;
mod token;

use crate::support::livekit::outages::*;
use crate::support::livekit::*;
use speko_proto::livekit::io::*;
use speko_proto::livekit::wire;
use speko_proto::livekit::wire::signal_request::Message as ClientMessage;
use speko_proto::livekit::wire::signal_response::Message as ServerMessage;
use speko_proto::{
    ConnectionState, Credentials, DisconnectReason, ErrorReason, Event, ReconnectPolicy,
    SessionConfig, Status,
};
