//! How a realtime conversation opens, or fails to. The numbers (s…) are those of docs/contract.md.

mod microphone;
mod socket;

use crate::support::realtime::*;
use speko_proto::realtime::frame::{Downlink, Rate};
use speko_proto::realtime::io::{
    Command, MediaOutput, Output, RealtimeInput, RealtimeOutput, RequestId, StateMachine,
};
use speko_proto::realtime::machine::Machine;
use speko_proto::{
    Credentials, ErrorCode, ErrorReason, Event, MicState, Parsers, SessionConfig, Status,
};
