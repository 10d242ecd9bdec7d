//! Starts, opens and ends a session.

use super::join::MEDIA_TIMEOUT;
use super::{Machine, Phase};
use crate::engine::outbox::Effects;
use crate::error::{ErrorReason, SpekoClientError};
use crate::event::{
    AgentPresence, AgentState, ConnectionState, DisconnectReason, Disconnection, Event, Status,
};
use crate::livekit::chat;
use crate::livekit::io::{LiveKitOutput, MediaOutput, PeerOutput};
use crate::livekit::signal::failed;
use crate::livekit::wire::{LeaveRequest, signal_request};
use crate::media::microphone::Outcome;
use crate::packet::Outbound;
use crate::time::Millis;

impl Machine {
    /// Starts the call: the permission prompt and the first offer run in parallel, and the socket
    /// follows the offer.
    pub(super) fn start(&mut self, now: Millis) {
        self.marks.click = Some(self.config.clicked_at.unwrap_or(now.0));
        self.marks.token = Some(now.0);
        self.phase = Phase::Connecting;
        self.reported.set_status(Status::Connecting, &mut self.out);
        self.request_microphone();
        self.apply_audio_settings();
        self.create_peer_connection();
    }

    /// Joins before the click, without microphone, remote audio or events.
    pub(super) fn prepare(&mut self, now: Millis) {
        self.marks.token = Some(now.0);
        self.phase = Phase::Prepared;
        self.subscriptions.manual = true;
        self.apply_audio_settings();
        self.create_peer_connection();
    }

    /// Starts the call on a prepared session: opens the microphone and subscribes to remote audio.
    pub(super) fn start_prepared(&mut self, now: Millis) {
        self.marks.click = Some(self.config.clicked_at.unwrap_or(now.0));
        self.phase = Phase::Connecting;
        self.reported.set_status(Status::Connecting, &mut self.out);
        self.request_microphone();
        self.subscriptions.subscribe_all(&mut self.out);
        if self.media_by.is_some() {
            self.media_by = Some(now.after(MEDIA_TIMEOUT));
        }
    }

    /// Leaves the prepared session.
    pub(super) fn discard_prepared(&mut self) {
        self.leave();
        self.close_unopened(failed(ErrorReason::Cancelled));
    }

    fn request_microphone(&mut self) {
        if self.mic.enabled {
            self.mic.start(&mut self.out);
        }
    }

    fn apply_audio_settings(&mut self) {
        self.out.media(MediaOutput::SetVolume(self.config.volume));
        if let Some(device) = self.config.output_device.take() {
            self.hotplug.set_output(Some(device), &mut self.out);
        }
    }

    pub(super) fn send(&mut self, packet: &Outbound) {
        self.data
            .send_user(packet.encode().into_bytes(), &mut self.out);
    }

    pub(super) fn chat(&mut self, now: Millis, text: &str) {
        self.chats += 1;
        let stream = self.participants.local_sid().to_owned() + "-" + &self.chats.to_string();
        chat::send(now, &stream, text, &mut self.data, &mut self.out);
    }

    /// Opens the session once it is ready, and emits changes of the reported state. Called after
    /// each input.
    pub(super) fn settle(&mut self) {
        // A prepared session has announced an older mute state, which is corrected at the start.
        if matches!(self.phase, Phase::Connecting | Phase::Open) && !self.mic.unpublished_by_server
        {
            let muted = self.mic.is_muted();
            self.publication.sync_mute(muted, &mut self.out);
        }
        if self.phase != Phase::Closed {
            self.reported.set_mic(self.mic.state(), &mut self.out);
            let asked = self.mic.awaits_answer();
            self.reported.set_mic_prompt(asked, &mut self.out);
        }
        if matches!(self.phase, Phase::Connecting | Phase::Prepared) {
            let server_knows = !self.mic.enabled || self.publication.has_sid();
            if self.peer_connections.are_connected() && server_knows {
                self.media_by = None;
            }
            let published =
                !self.mic.enabled || (self.mic.is_ready() && self.publication.has_sid());
            let wanted = self.phase == Phase::Connecting;
            if wanted
                && self.signal.is_joined()
                && self.peer_connections.are_connected()
                && published
            {
                self.open();
            }
        }
        if self.phase == Phase::Open {
            self.settle_recovery();
            self.start_polling();
            let typed = self.data.queued_typed();
            self.reported.set_queued(typed, &mut self.out);
        }
        // Before the join and during recovery these states are unknown. After the join, the agent
        // may be present and speak while the permission prompt is still open.
        let is_open = self.phase == Phase::Open;
        let in_room = is_open || (self.phase == Phase::Connecting && self.signal.is_joined());
        if in_room && self.recovery.is_healthy() {
            self.reported
                .set_mode(self.participants.mode(), &mut self.out);
            let (presence, state) = self.participants.agent_now();
            self.reported.set_agent_presence(presence, &mut self.out);
            // An agent may be dispatched only once the microphone is published.
            let is_expected = is_open && presence != AgentPresence::Present;
            self.absence_timer.settle(self.data.now, !is_expected);
            let state = if self.absence_timer.is_absent {
                AgentState::Absent
            } else {
                state
            };
            self.reported.set_agent_state(state, &mut self.out);
        }
        if self.phase != Phase::Closed {
            self.hotplug.settle(&self.mic, &mut self.out);
        }
    }

    fn open(&mut self) {
        self.phase = Phase::Open;
        self.hotplug.request_list();
        self.reported.set_status(Status::Connected, &mut self.out);
        self.reported
            .set_connection(ConnectionState::Good, &mut self.out);
        if let Some(overrides) = self.config.overrides.take() {
            self.send(&Outbound::Overrides(overrides));
        }
        self.out.emit(Event::Connected {
            conversation_id: self.conversation_id.clone(),
        });
        self.out.resolve_ready(Ok(()));
    }

    /// Ends the call at the app's request.
    pub(super) fn end(&mut self) {
        let was_open = self.phase == Phase::Open;
        self.reported
            .set_status(Status::Disconnecting, &mut self.out);
        self.leave();
        if was_open {
            self.close(DisconnectReason::User, Some("CLIENT_INITIATED"));
        } else {
            self.close_unopened(failed(ErrorReason::Cancelled));
        }
    }

    /// Handles the result of a microphone request. If there is no microphone, a session that is
    /// starting fails. Otherwise the error is emitted.
    pub(super) fn microphone(&mut self, outcome: Outcome) {
        let Some((error, has_microphone)) = outcome.into_error() else {
            return;
        };
        match self.phase {
            Phase::Connecting if !has_microphone => self.fail(error),
            Phase::Connecting | Phase::Open => self.out.emit(Event::Error(error)),
            Phase::Idle | Phase::Prepared | Phase::Closed => {}
        }
    }

    /// Fails the start of the session.
    pub(super) fn fail(&mut self, error: SpekoClientError) {
        if matches!(self.phase, Phase::Connecting | Phase::Prepared) {
            self.leave();
            self.close_unopened(error);
        }
    }

    /// Sends a leave request. Without it, the agent stays in the room until the server times us
    /// out.
    pub(super) fn leave(&mut self) {
        if self.signal.is_joined() {
            let leave = LeaveRequest {
                reason: 1,
                ..Default::default()
            };
            self.out.signal_now(signal_request::Message::Leave(leave));
        }
    }

    pub(super) fn close(&mut self, reason: DisconnectReason, name: Option<&str>) {
        self.release();
        let message = name.map(str::to_owned);
        self.out
            .emit(Event::Disconnected(Disconnection { reason, message }));
        self.out.closed();
    }

    fn close_unopened(&mut self, error: SpekoClientError) {
        self.release();
        self.out.resolve_ready(Err(error));
        self.out.closed();
    }

    /// Releases everything, the microphone first: users watch its indicator.
    fn release(&mut self) {
        self.phase = Phase::Closed;
        self.mic.release(&mut self.out);
        self.participants.clear(&mut self.out);
        self.out.peer(PeerOutput::Close);
        if self.dual_pc {
            self.out.push(LiveKitOutput::Subscriber(PeerOutput::Close));
        }
        self.signal.close(&mut self.out);
        self.reported.clear(&mut self.out);
    }
}
