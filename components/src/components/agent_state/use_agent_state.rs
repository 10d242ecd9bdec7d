use std::borrow::Cow;

use speko_client::{AgentState, Status};

use crate::session::{AgentView, find_voice};
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
    /// status and mode. `Unknown` if there is no agent, and while it speaks but cannot be heard.
    pub fn get(&self) -> AgentState {
        match self.voice.agent_view() {
            AgentView::State(state) => state,
            AgentView::Waiting if self.is_connecting() => AgentState::Initializing,
            _ => AgentState::Unknown,
        }
    }

    fn is_connecting(&self) -> bool {
        self.voice.status.get() == Status::Connecting
    }

    /// Returns `unknown`, `waiting`, `initializing`, `idle`, `listening`, `thinking`, `speaking`,
    /// `blocked`, `left` or `absent`.
    pub fn state(&self) -> &'static str {
        match self.voice.agent_view() {
            AgentView::Waiting if self.is_connecting() => "initializing",
            AgentView::Waiting => "waiting",
            AgentView::Left => "left",
            AgentView::Blocked => "blocked",
            AgentView::State(AgentState::Unknown) => "unknown",
            AgentView::State(state) => state.as_str(),
        }
    }

    /// Returns the state as text in the app's language.
    pub fn text(&self) -> Cow<'static, str> {
        self.words.say(*match self.voice.agent_view() {
            AgentView::Waiting => &phrases::AGENT_WAITING,
            AgentView::Left => &phrases::AGENT_LEFT,
            AgentView::Blocked => &phrases::AGENT_BLOCKED,
            AgentView::State(AgentState::Initializing) => &phrases::AGENT_INITIALIZING,
            AgentView::State(AgentState::Idle) => &phrases::AGENT_IDLE,
            AgentView::State(AgentState::Listening) => &phrases::AGENT_LISTENING,
            AgentView::State(AgentState::Thinking) => &phrases::AGENT_THINKING,
            AgentView::State(AgentState::Speaking) => &phrases::AGENT_SPEAKING,
            AgentView::State(AgentState::Absent) => &phrases::AGENT_ABSENT,
            AgentView::State(_) => &phrases::AGENT_UNKNOWN,
        })
    }
}
