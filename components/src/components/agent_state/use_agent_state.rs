use std::borrow::Cow;

use speko_client::AgentState;

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
    /// status and mode. `Unknown` while the agent speaks but cannot be heard.
    pub fn get(&self) -> AgentState {
        self.voice.agent_view().unwrap_or_default()
    }

    /// Returns `unknown`, `waiting`, `initializing`, `idle`, `listening`, `thinking`, `speaking`,
    /// `blocked`, `left` or `absent`.
    pub fn state(&self) -> &'static str {
        match self.voice.agent_view() {
            None => "blocked",
            Some(AgentState::Unknown) => "unknown",
            Some(state) => state.as_str(),
        }
    }

    /// Returns the state as text in the app's language.
    pub fn text(&self) -> Cow<'static, str> {
        let Some(state) = self.voice.agent_view() else {
            return self.words.say(phrases::AGENT_BLOCKED);
        };
        self.words.say(*match state {
            // The network or the user's answer to the permission prompt is awaited, not the agent,
            // which may be present.
            AgentState::Initializing if self.voice.agent_state.get() != state => {
                &phrases::AGENT_CONNECTING
            }
            AgentState::Waiting => &phrases::AGENT_WAITING,
            AgentState::Left => &phrases::AGENT_LEFT,
            AgentState::Initializing => &phrases::AGENT_INITIALIZING,
            AgentState::Idle => &phrases::AGENT_IDLE,
            AgentState::Listening => &phrases::AGENT_LISTENING,
            AgentState::Thinking => &phrases::AGENT_THINKING,
            AgentState::Speaking => &phrases::AGENT_SPEAKING,
            AgentState::Absent => &phrases::AGENT_ABSENT,
            _ => &phrases::AGENT_UNKNOWN,
        })
    }
}
