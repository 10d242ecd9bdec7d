//! The state of the recovery of a lost connection. `machine::recovery` drives it.

use super::io::RequestId;
use crate::time::{Millis, earliest};

/// What was lost, which determines what recovery needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Failure {
    /// The socket is lost; the media may still work.
    Socket,
    /// Nothing was received on socket or media for a while: the network may be gone.
    Silent,
    /// ICE needs a restart.
    Media,
    /// A full reconnect is needed.
    Session,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Step {
    #[default]
    Healthy,
    /// Waiting; the next attempt starts then.
    Waiting(Millis),
    /// Probing whether the server is reachable; the next probe is sent then.
    Reaching(Millis),
    /// The server was reached; the attempt has to succeed by then.
    Trying(Millis),
    /// The app is fetching fresh credentials, until this deadline.
    Renewing(RequestId, Millis),
}

#[derive(Debug)]
pub(super) struct Recovery {
    pub(super) step: Step,
    pub(super) since: Millis,
    pub(super) attempt: u32,
    /// LiveKit's name for the failure, reported if recovery fails.
    pub(super) name: &'static str,
    /// Probe first whether there is a network.
    pub(super) unreachable: bool,
    pub(super) restart: bool,
    pub(super) full: bool,
    pub(super) probes: Vec<(RequestId, Millis)>,
    pub(super) no_cors: bool,
    /// Since when the media is silent, while it may still recover by itself.
    pub(super) silent_since: Option<Millis>,
    pub(super) restart_at: Option<Millis>,
    pub(super) changed: Option<Millis>,
    /// The mute state that the server knew when the connection was lost.
    pub(super) knew_muted: bool,
    /// The same after a resume, until the server reports the current state.
    pub(super) compare: Option<bool>,
    /// The session was resumed: m-lines may have to be requested.
    pub(super) needs_offer: bool,
    /// The browser reports the connection as connected, but no packets arrived on it. Recovery
    /// completes only once packets arrive.
    pub(super) awaiting_inbound: bool,
}

impl Recovery {
    pub(super) fn new() -> Self {
        Self {
            step: Step::Healthy,
            since: Millis(0),
            attempt: 0,
            name: "",
            unreachable: false,
            restart: false,
            full: false,
            probes: Vec::new(),
            no_cors: true,
            silent_since: None,
            restart_at: None,
            changed: None,
            knew_muted: false,
            compare: None,
            needs_offer: false,
            awaiting_inbound: false,
        }
    }

    pub(super) fn is_healthy(&self) -> bool {
        matches!(self.step, Step::Healthy)
    }

    pub(super) fn is_media_silent(&self) -> bool {
        self.silent_since.is_some()
    }

    pub(super) fn deadline(&self) -> Option<Millis> {
        let step = match self.step {
            Step::Waiting(at) | Step::Reaching(at) | Step::Trying(at) | Step::Renewing(_, at) => {
                Some(at)
            }
            Step::Healthy => None,
        };
        earliest(&[step, self.restart_at])
    }
}
