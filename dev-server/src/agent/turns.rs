//! The user's turns: what the agent transcribes and how it decides to answer.

use speko_proto::packet::Inbound;
use speko_proto::{AgentState, Source};

use super::action::Action;
use super::vad::Turn;
use super::{Agent, Reply, THINKING_MS, words};

/// Interval between interim transcripts.
const PARTIAL_MS: u64 = 300;
/// Speech shorter than this counts as a single word.
const WORD_AT_MOST_MS: u64 = 1_000;

impl Agent {
    pub(super) fn listen(&mut self, now: u64) {
        if let Some(turn) = self.vad.turn().filter(|turn| turn.is_speech()) {
            let partial = words::speaking(turn.millis());
            if !self.user_speaks {
                self.user_speaks = true;
                self.next_partial = now;
                self.actions.push_back(Action::Speaks(Source::User, true));
                self.stop_speaking();
                self.set_state(AgentState::Listening);
            }
            if now >= self.next_partial {
                self.next_partial = now + PARTIAL_MS;
                self.transcribe(partial, false);
            }
        }
        let Some(turn) = self.vad.take_ended(now) else {
            return;
        };
        self.ended(now, turn);
    }

    pub(super) fn ended(&mut self, now: u64, turn: Turn) {
        if std::mem::take(&mut self.user_speaks) {
            self.heard_ms += turn.millis();
            self.actions.push_back(Action::Speaks(Source::User, false));
            self.transcribe(words::spoke(turn.millis(), turn.level()), true);
            self.answer_with(now, turn);
        }
    }

    fn answer_with(&mut self, now: u64, turn: Turn) {
        if self.has_tools && turn.millis() < WORD_AT_MOST_MS {
            self.set_state(AgentState::Thinking);
            self.actions.push_back(Action::CallTool {
                name: "describe_page".to_owned(),
                arguments: format!(r#"{{"spokenMs":{}}}"#, turn.millis()),
            });
            return;
        }
        if self.hang_up_at.is_none() && !matches!(self.reply, Some((_, Reply::Written(_)))) {
            self.set_state(AgentState::Thinking);
            self.reply = Some((now + THINKING_MS, Reply::Echo(turn)));
        }
    }

    fn transcribe(&mut self, text: String, is_final: bool) {
        self.actions.push_back(Action::Send(Inbound::Transcript {
            source: Source::User,
            text,
            is_final,
        }));
    }
}
