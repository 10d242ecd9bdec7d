//! What the components show of the agent.

use speko_client::{AgentPresence, AgentState, Mode, Status};

use super::Voice;

/// The agent as the user perceives it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AgentView {
    /// No agent has joined yet. Also while connecting, when this is not known.
    Waiting,
    /// The agent has left.
    Left,
    /// The agent speaks, but its audio does not play.
    Blocked,
    /// Its reported state, or one that is derived from status and mode.
    State(AgentState),
}

impl Voice {
    pub(crate) fn agent_view(&self) -> AgentView {
        let reported = self.agent_state.get();
        let state = match self.status.get() {
            Status::Disconnected | Status::Disconnecting => AgentState::Unknown,
            Status::Connecting if reported == AgentState::Unknown => return AgentView::Waiting,
            Status::Connecting => reported,
            Status::Connected => match (self.agent_presence.get(), reported) {
                (AgentPresence::Left, _) => return AgentView::Left,
                (_, AgentState::Absent) => reported,
                (AgentPresence::Waiting, _) => return AgentView::Waiting,
                (_, AgentState::Unknown) => match self.mode.get() {
                    Mode::Listening => AgentState::Listening,
                    Mode::Speaking => AgentState::Speaking,
                },
                _ => reported,
            },
        };
        if state == AgentState::Speaking && self.audio_blocked.get() {
            return AgentView::Blocked;
        }
        AgentView::State(state)
    }
}
