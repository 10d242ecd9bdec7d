//! What the components show of the agent.

use speko_client::{AgentState, Mode, Status};

use super::Voice;

impl Voice {
    /// Returns the agent's reported state, or one that is derived from status and mode. `None` if
    /// the agent speaks but its audio does not play. An agent does not listen until the
    /// conversation is open: it cannot hear the user.
    pub(crate) fn agent_view(&self) -> Option<AgentState> {
        let state = match (self.status.get(), self.agent_state.get()) {
            (Status::Disconnected | Status::Disconnecting, _) => AgentState::Unknown,
            (_, AgentState::Unknown) if self.mode.get() == Mode::Speaking => AgentState::Speaking,
            (Status::Connecting, AgentState::Unknown | AgentState::Listening) => {
                AgentState::Initializing
            }
            (_, AgentState::Unknown) => AgentState::Listening,
            (_, reported) => reported,
        };
        (state != AgentState::Speaking || !self.audio_blocked.get()).then_some(state)
    }
}
