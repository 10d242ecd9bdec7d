//! How a session fails to open: once, with a reason, and with everything released.

mod join;
mod media;
mod microphone;
mod policy;

use crate::support::livekit::*;
use speko_proto::livekit::io::*;
use speko_proto::livekit::wire;
use speko_proto::livekit::wire::DisconnectReason;
use speko_proto::livekit::wire::signal_request::Message as ClientMessage;
use speko_proto::{ErrorCode, ErrorReason, Event, SessionConfig, Status};

/// Asserts what all failures have in common.
fn assert_released(harness: &Harness) {
    let has = |wanted: &dyn Fn(&Output) -> bool| {
        harness
            .outputs
            .iter()
            .filter(|output| wanted(output))
            .count()
    };
    assert_eq!(
        has(&|o| matches!(o, Output::ResolveReady(_))),
        1,
        "{:#?}",
        harness.outputs
    );
    assert_eq!(harness.outputs.last(), Some(&Output::Closed));
    assert_eq!(
        has(&|o| *o == Output::Transport(LiveKitOutput::Publisher(PeerOutput::Close))),
        1
    );
    let events = harness.events();
    assert_eq!(
        events
            .iter()
            .filter(|event| matches!(event, Event::Status(Status::Disconnected)))
            .count(),
        1
    );
    assert!(
        !events
            .iter()
            .any(|event| matches!(event, Event::Connected { .. } | Event::Disconnected(_)))
    );
    assert_eq!(harness.machine.deadline(), None);
}
