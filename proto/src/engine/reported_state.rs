//! The state last reported to the app, so that only changes are emitted.

use super::outbox::Effects;
use crate::event::{AgentPresence, AgentState, ConnectionState, Event, MicState, Mode, Status};

#[derive(Debug, Default)]
pub(crate) struct ReportedState {
    status: Status,
    mode: Mode,
    agent_state: AgentState,
    agent_presence: AgentPresence,
    mic: MicState,
    mic_prompt: bool,
    connection: ConnectionState,
    audio_blocked: bool,
    queued: u32,
}

/// Stores the value and emits the event if it changed.
fn emit_if_changed<T: PartialEq + Copy>(
    current: &mut T,
    value: T,
    event: fn(T) -> Event,
    out: &mut dyn Effects,
) {
    if *current != value {
        *current = value;
        out.emit(event(value));
    }
}

impl ReportedState {
    pub(crate) fn status(&self) -> Status {
        self.status
    }

    pub(crate) fn mode(&self) -> Mode {
        self.mode
    }

    pub(crate) fn audio_blocked(&self) -> bool {
        self.audio_blocked
    }

    pub(crate) fn set_status(&mut self, value: Status, out: &mut dyn Effects) {
        emit_if_changed(&mut self.status, value, Event::Status, out);
    }

    pub(crate) fn set_mode(&mut self, value: Mode, out: &mut dyn Effects) {
        emit_if_changed(&mut self.mode, value, Event::Mode, out);
    }

    pub(crate) fn set_agent_state(&mut self, value: AgentState, out: &mut dyn Effects) {
        emit_if_changed(&mut self.agent_state, value, Event::AgentState, out);
    }

    pub(crate) fn set_agent_presence(&mut self, value: AgentPresence, out: &mut dyn Effects) {
        emit_if_changed(&mut self.agent_presence, value, Event::AgentPresence, out);
    }

    pub(crate) fn set_mic(&mut self, value: MicState, out: &mut dyn Effects) {
        emit_if_changed(&mut self.mic, value, Event::Mic, out);
    }

    pub(crate) fn set_mic_prompt(&mut self, value: bool, out: &mut dyn Effects) {
        emit_if_changed(&mut self.mic_prompt, value, Event::MicPrompt, out);
    }

    pub(crate) fn set_connection(&mut self, value: ConnectionState, out: &mut dyn Effects) {
        emit_if_changed(&mut self.connection, value, Event::Connection, out);
    }

    pub(crate) fn set_audio_blocked(&mut self, value: bool, out: &mut dyn Effects) {
        emit_if_changed(&mut self.audio_blocked, value, Event::AudioBlocked, out);
    }

    pub(crate) fn set_queued(&mut self, value: u32, out: &mut dyn Effects) {
        emit_if_changed(&mut self.queued, value, Event::Queued, out);
    }

    /// Resets the state at the end of the session. A lost connection stays `Lost`, so that it
    /// remains visible.
    pub(crate) fn clear(&mut self, out: &mut dyn Effects) {
        self.set_status(Status::Disconnected, out);
        self.set_mode(Mode::Listening, out);
        self.set_agent_state(AgentState::Unknown, out);
        self.set_mic(MicState::Unavailable, out);
        self.set_mic_prompt(false, out);
        self.set_audio_blocked(false, out);
        self.set_queued(0, out);
        if self.connection != ConnectionState::Lost {
            self.set_connection(ConnectionState::New, out);
        }
    }
}
