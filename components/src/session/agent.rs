//! What the components show of the agent.

use speko_client::{AgentState, Mode, Status};

use super::Voice;

impl Voice {
    /// Returns the agent's reported state, or one that is derived from status and mode. `None` if
    /// the agent speaks but its audio does not play.
    pub(crate) fn agent_view(&self) -> Option<AgentState> {
        let state = match (self.status.get(), self.agent_state.get()) {
            (Status::Disconnected | Status::Disconnecting, _) => AgentState::Unknown,
            (Status::Connecting, AgentState::Unknown) => AgentState::Initializing,
            (_, AgentState::Unknown) if self.mode.get() == Mode::Speaking => AgentState::Speaking,
            (_, AgentState::Unknown) => AgentState::Listening,
            (_, reported) => reported,
        };
        (state != AgentState::Speaking || !self.audio_blocked.get()).then_some(state)
    }
}
