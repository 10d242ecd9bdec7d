use std::borrow::Cow;

use speko_client::{AgentState, Mode, Status};

use crate::session::find_voice;
use crate::{Phrases, Voice, phrases};

/// The state behind [`AgentState`](fn@crate::AgentState), from [`use_agent_state`]. Reads are
/// tracked in views and effects.
#[derive(Clone, Copy, Debug)]
pub struct UseAgentState {
    voice: Voice,
    words: Phrases,
}

/// Returns what the agent is doing. `voice` overrides the session from context.
///
/// ```
/// use leptos::prelude::*;
/// use leptos_speko::{AgentState, use_agent_state};
///
/// #[component]
/// fn Dots() -> impl IntoView {
///     let agent = use_agent_state(None);
///     move || (agent.get() == AgentState::Thinking).then_some("…")
/// }
/// ```
pub fn use_agent_state(voice: Option<Voice>) -> UseAgentState {
    UseAgentState {
        voice: find_voice(voice),
        words: Phrases::find(),
    }
}

impl UseAgentState {
    /// Returns the state that the agent reports. If it reports none, the state is derived from
    /// status and mode.
    pub fn get(&self) -> AgentState {
        match (self.voice.status.get(), self.voice.agent_state.get()) {
            (Status::Disconnected | Status::Disconnecting, _) => AgentState::Unknown,
            (Status::Connecting, AgentState::Unknown) => AgentState::Initializing,
            (Status::Connected, AgentState::Unknown) => match self.voice.mode.get() {
                Mode::Listening => AgentState::Listening,
                Mode::Speaking => AgentState::Speaking,
            },
            (_, reported) => reported,
        }
    }

    /// Returns `unknown`, `initializing`, `idle`, `listening`, `thinking`, `speaking` or `absent`.
    pub fn state(&self) -> &'static str {
        match self.get() {
            AgentState::Unknown => "unknown",
            reported => reported.as_str(),
        }
    }

    /// Returns the state as text in the app's language.
    pub fn text(&self) -> Cow<'static, str> {
        self.words.say(match self.get() {
            AgentState::Initializing => phrases::AGENT_INITIALIZING,
            AgentState::Idle => phrases::AGENT_IDLE,
            AgentState::Listening => phrases::AGENT_LISTENING,
            AgentState::Thinking => phrases::AGENT_THINKING,
            AgentState::Speaking => phrases::AGENT_SPEAKING,
            AgentState::Absent => phrases::AGENT_ABSENT,
            _ => phrases::AGENT_UNKNOWN,
        })
    }
}
