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
    Probing(Millis),
    /// The server was reached; the attempt has to succeed by then.
    Connecting(Millis),
    /// The app is fetching fresh credentials, until this deadline.
    Renewing(RequestId, Millis),
}

#[derive(Debug)]
pub(super) struct Recovery {
    pub(super) step: Step,
    /// When the connection was lost.
    pub(super) since: Millis,
    pub(super) attempt: u32,
    /// LiveKit's name for the failure, reported if recovery fails.
    pub(super) name: &'static str,
    /// Probe first whether there is a network.
    pub(super) unreachable: bool,
    pub(super) needs_ice_restart: bool,
    pub(super) needs_full_reconnect: bool,
    pub(super) probes: Vec<(RequestId, Millis)>,
    /// Whether the last probe was a no-CORS request.
    pub(super) last_no_cors: bool,
    /// The page's policy blocks the probes.
    pub(super) probes_blocked: bool,
    /// Since when the media is silent, while it may still recover by itself.
    pub(super) silent_since: Option<Millis>,
    /// When ICE is restarted, unless media returns before.
    pub(super) restart_at: Option<Millis>,
    pub(super) network_changed_at: Option<Millis>,
    /// The mute state that the server knew when the connection was lost.
    pub(super) server_knew_muted: bool,
    /// `server_knew_muted` after a resume, until the server reports the current state.
    pub(super) mute_before_resume: Option<bool>,
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
            needs_ice_restart: false,
            needs_full_reconnect: false,
            probes: Vec::new(),
            last_no_cors: true,
            probes_blocked: false,
            silent_since: None,
            restart_at: None,
            network_changed_at: None,
            server_knew_muted: false,
            mute_before_resume: None,
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
            Step::Waiting(at)
            | Step::Probing(at)
            | Step::Connecting(at)
            | Step::Renewing(_, at) => Some(at),
            Step::Healthy => None,
        };
        earliest(&[step, self.restart_at])
    }
}
