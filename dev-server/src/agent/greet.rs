//! The agent's greeting.

use speko_proto::{AgentState, Overrides};

use super::clip::duration;
use super::transcript_pacing::{Form, TranscriptPacing};
use super::{Agent, words};

/// How long the greeting's transcript waits for overrides, which follow soon after the connection.
const OVERRIDES_MS: u64 = 150;

impl Agent {
    /// Greets, once the caller can hear the agent.
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
            return self.set_state(AgentState::Listening);
        }
        self.play(now, self.greeting.clone());
        self.send_greeting_text(
            now + OVERRIDES_MS,
            first.as_deref().unwrap_or(words::GREETING),
        );
    }

    /// Applies overrides of the page. During the greeting they also replace its text.
    pub(super) fn override_with(&mut self, now: u64, overrides: Overrides) {
        let first = overrides.agent.first_message.clone();
        self.overrides = Some(overrides);
        let Some(first) =
            first.filter(|_| self.greets && self.clip.is_some() && self.pacing.is_some())
        else {
            return;
        };
        if first.is_empty() {
            self.stop_speaking();
            self.set_state(AgentState::Listening);
        } else {
            self.send_greeting_text(now, &first);
        }
    }

    fn send_greeting_text(&mut self, begins: u64, text: &str) {
        self.streams += 1;
        let form = Form::Stream {
            stream: format!("greeting-{}", self.streams),
            segment: "greeting".into(),
        };
        let text = [text].repeat(self.greeting_times).join(" ");
        let lasts = duration(&self.greeting).saturating_sub(2 * OVERRIDES_MS);
        self.start_pacing(TranscriptPacing::new(form, &text, begins, lasts));
    }
}
