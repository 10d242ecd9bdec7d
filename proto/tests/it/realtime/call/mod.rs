//! An open realtime conversation, and how it ends. The numbers (s…) are those of docs/contract.md.

mod capture;
mod messages;
mod output_clock;
mod playback;
mod session;

use crate::support::realtime::*;
use speko_proto::realtime::frame::Downlink;
use speko_proto::realtime::io::{
    Command, Input, MediaInput, MediaOutput, Output, RealtimeInput, RealtimeOutput, SpeakerInput,
};
use speko_proto::{
    ConnectionState, DisconnectReason, ErrorReason, Event, Mode, Source, Status, ToolStatus,
};
