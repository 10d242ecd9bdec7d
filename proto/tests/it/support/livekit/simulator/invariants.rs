//! What always holds, whatever fails.

use std::collections::{BTreeMap, BTreeSet};

use speko_proto::livekit::io::*;
use speko_proto::{ConnectionState, Event, Status};

use super::Simulator;
use crate::support::choices::Choices;

/// The state behind the invariants.
#[derive(Default)]
pub(super) struct Checks {
    pub(super) socket: Option<RequestId>,
    pub(super) socket_open: bool,
    pub(super) offering: bool,
    pub(super) local: bool,
    pub(super) remote: bool,
    pub(super) peer_closed: bool,
    pub(super) subscriber: bool,
    pub(super) open_mics: BTreeSet<RequestId>,
    pub(super) mic_enabled: BTreeMap<RequestId, bool>,
    /// All tracks that can send audio: during a replacement, either can.
    pub(super) sending: BTreeSet<RequestId>,
    pub(super) last_packet: u32,
    /// How often the microphone's transceiver was replaced on this peer connection.
    pub(super) replaced_transceivers: u32,
    pub(super) opened: Option<bool>,
    pub(super) connected: u32,
    pub(super) disconnected: u32,
    pub(super) closed: bool,
    pub(super) status: Status,
    pub(super) connection: ConnectionState,
}

impl Simulator {
    pub(super) fn assert_released(&self) {
        let checks = &self.checks;
        assert!(checks.opened.is_some(), "the start was never resolved");
        assert!(checks.closed, "not finished");
        assert_eq!(checks.opened, Some(checks.connected == 1));
        assert_eq!(
            checks.connected, checks.disconnected,
            "only an opened session emits Disconnected, once"
        );
        assert!(
            checks.open_mics.is_empty(),
            "a microphone was not released: {:?}",
            checks.open_mics
        );
        self.tracks.assert_released();
        assert_eq!(checks.socket, None, "the socket was not closed");
        assert!(checks.peer_closed, "the peer connection was not closed");
        assert_eq!(checks.status, Status::Disconnected);
        assert_eq!(self.machine.deadline(), None);
    }

    /// Checks a track at the moment when it is attached.
    pub(super) fn assert_attached_is_muted(&self) {
        for id in &self.checks.sending {
            assert!(
                !self.wants_mute || !self.checks.mic_enabled[id],
                "attached while muted, but enabled"
            );
        }
    }

    /// Checks all tracks that can send audio, also between two outputs.
    pub(super) fn assert_muted_sends_nothing(&self) {
        if !self.wants_mute {
            return;
        }
        for id in &self.checks.sending {
            assert!(
                !self.checks.mic_enabled[id],
                "muted, but an attached track is enabled"
            );
        }
        if self.releases {
            assert!(
                self.checks.open_mics.is_empty(),
                "muted, but the device is open"
            );
        }
    }

    /// Updates the simulated state before the machine handles the input.
    pub(super) fn track_input(&mut self, input: &Input) {
        if let Input::Media(input) = input {
            self.tracks.input(input);
        }
        let checks = &mut self.checks;
        match input {
            Input::Transport(LiveKitInput::Socket(id, SocketInput::Opened)) => {
                checks.socket_open |= checks.socket == Some(*id)
            }
            Input::Transport(LiveKitInput::Socket(id, SocketInput::Closed { .. }))
                if checks.socket == Some(*id) =>
            {
                checks.socket = None;
                checks.socket_open = false;
            }
            Input::Media(MediaInput::Mic(id, MicInput::Opened)) => {
                checks.open_mics.insert(*id);
            }
            // Replaced tracks are no longer sent, unless this track itself was detached.
            Input::Media(MediaInput::Mic(id, MicInput::Attached))
                if checks.sending.contains(id) =>
            {
                checks.sending.retain(|other| other == id);
            }
            Input::Command(Command::SetMicMuted(muted)) => self.wants_mute = *muted,
            _ => {}
        }
    }

    pub(super) fn event(&mut self, event: Event) {
        self.tracks.event(&event);
        match event {
            Event::Status(status) => {
                let from = std::mem::replace(&mut self.checks.status, status);
                use Status::{Connected, Connecting, Disconnected, Disconnecting};
                let legal = matches!(
                    (from, status),
                    (Disconnected, Connecting)
                        | (Connecting, Connected | Disconnecting | Disconnected)
                        | (Connected, Disconnecting | Disconnected)
                        | (Disconnecting, Disconnected)
                );
                assert!(legal, "{from:?} to {status:?}");
            }
            Event::Connection(connection) => self.checks.connection = connection,
            Event::Connected { .. } => self.checks.connected += 1,
            Event::Disconnected(_) => self.checks.disconnected += 1,
            _ => {}
        }
    }

    /// Asserts that an open session recovers once nothing fails any more.
    pub(super) fn assert_recovers(&mut self) {
        self.choices = Choices::new(Vec::new());
        self.server_hangs = false;
        let wrong = |simulator: &Self| {
            let checks = &simulator.checks;
            checks.status == Status::Connected && checks.connection != ConnectionState::Good
        };
        for _ in 0..1_000 {
            if !wrong(self) {
                break;
            }
            self.step();
        }
        assert!(!wrong(self), "not recovered: {:#?}", self.machine);
    }
}
