//! How the agent begins a call.

use speko_client::{AgentState, Overrides};

use super::clip::duration;
use super::telling::{Form, Telling};
use super::{Agent, words};

/// Overrides follow the connection closely: the greeting's text waits this long for them.
const OVERRIDES_MS: u64 = 150;
impl Agent {
    /// The caller can hear: greet.
    pub fn connected(&mut self, now: u64) {
        if self.state != AgentState::Initializing {
            return;
        }
        self.greets = true;
        let first = self
            .overrides
            .as_ref()
            .and_then(|overrides| overrides.agent.first_message.clone());
        if first.as_deref() == Some("") {
            return self.become_state(AgentState::Listening);
        }
        self.play(now, self.greeting.clone());
        self.tell_greeting(
            now + OVERRIDES_MS,
            first.as_deref().unwrap_or(words::GREETING),
        );
    }

    /// The page changes the agent; while it greets, also what the greeting says.
    pub(super) fn override_with(&mut self, now: u64, overrides: Overrides) {
        let first = overrides.agent.first_message.clone();
        self.overrides = Some(overrides);
        let Some(first) =
            first.filter(|_| self.greets && self.clip.is_some() && self.telling.is_some())
        else {
            return;
        };
        if first.is_empty() {
            self.hush();
            self.become_state(AgentState::Listening);
        } else {
            self.tell_greeting(now, &first);
        }
    }

    fn tell_greeting(&mut self, begins: u64, text: &str) {
        self.streams += 1;
        let form = Form::Stream {
            stream: format!("greeting-{}", self.streams),
            segment: "greeting".into(),
        };
        let lasts = duration(&self.greeting).saturating_sub(2 * OVERRIDES_MS);
        self.tell(Telling::new(form, text, begins, lasts));
    }
}
