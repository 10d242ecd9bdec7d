//! The events of a scripted session, and their times.

use std::sync::Arc;

use speko_client::{
    AgentState, ConnectionState, DisconnectReason, Disconnection, Event, Message, MicState, Mode,
    Source, Status,
};

use super::Still;

/// Duration of connecting in ms, as with a nearby server.
const CONNECTING: u64 = 600;
/// Duration of a word in ms: a calm speaker.
const WORD: u64 = 220;
/// Pause after a turn in ms.
const BREATH: u64 = 400;

/// Returns the answer to a typed message.
pub(super) type Answer = Arc<dyn Fn(&str) -> Option<String> + Send + Sync>;

/// A script of events, each with its time in ms after the start.
///
/// Each turn takes as long as it would take to say, and the next one starts after it.
///
/// ```
/// use leptos_speko::Script;
///
/// let script = Script::new()
///     .agent("Hello! How can I help?")
///     .user("I would like to book a table.")
///     .thinking(800)
///     .agent("For how many people?");
/// assert!(script.duration() > 5_000);
/// ```
#[derive(Clone)]
pub struct Script {
    pub(super) steps: Vec<(u64, Event)>,
    at: u64,
    segments: u32,
    pub(super) looped: bool,
    pub(super) still: bool,
    pub(super) answer: Option<Answer>,
}

impl Default for Script {
    fn default() -> Self {
        Self::new()
    }
}

impl Script {
    /// Creates a session that connects within 0.6 s and then stays silent.
    pub fn new() -> Self {
        let script = Self {
            steps: Vec::new(),
            at: 0,
            segments: 0,
            looped: false,
            still: false,
            answer: None,
        };
        script
            .event(Event::Status(Status::Connecting))
            .wait(CONNECTING)
            .opened()
    }

    /// Creates a session that stays in this state: for galleries, screenshots and server rendering.
    pub fn still(state: Still) -> Self {
        let empty = Self {
            still: true,
            ..Self::new()
        };
        state.set(Self {
            steps: Vec::new(),
            at: 0,
            ..empty
        })
    }

    pub(super) fn opened(self) -> Self {
        self.event(Event::Mic(MicState::Live))
            .event(Event::Status(Status::Connected))
            .event(Event::Connection(ConnectionState::Good))
            .event(Event::AgentState(AgentState::Listening))
            .event(Event::Connected {
                conversation_id: "scripted".to_owned(),
            })
    }

    /// Appends any event at the current time.
    #[must_use]
    pub fn event(mut self, event: Event) -> Self {
        self.steps.push((self.at, event));
        self
    }

    /// Waits for this many milliseconds.
    #[must_use]
    pub fn wait(mut self, millis: u64) -> Self {
        self.at += millis;
        self
    }

    /// Lets the agent say this, word by word.
    #[must_use]
    pub fn agent(self, text: &str) -> Self {
        self.event(Event::AgentState(AgentState::Speaking))
            .event(Event::Mode(Mode::Speaking))
            .say(Source::Agent, text)
            .event(Event::Mode(Mode::Listening))
            .event(Event::AgentState(AgentState::Listening))
            .wait(BREATH)
    }

    /// Lets the user say this, word by word.
    #[must_use]
    pub fn user(self, text: &str) -> Self {
        self.say(Source::User, text).wait(BREATH)
    }

    /// Lets the agent think for this many milliseconds.
    #[must_use]
    pub fn thinking(self, millis: u64) -> Self {
        self.event(Event::AgentState(AgentState::Thinking))
            .wait(millis)
    }

    /// Lets the agent hang up.
    #[must_use]
    pub fn hang_up(self) -> Self {
        self.event(Event::Status(Status::Disconnected))
            .event(Event::Disconnected(Disconnection {
                reason: DisconnectReason::Agent,
                message: Some("ROOM_DELETED".to_owned()),
            }))
    }

    /// Repeats the script, 2 s after its end.
    #[must_use]
    pub fn looped(mut self) -> Self {
        self.looped = true;
        self.wait(2_000)
    }

    /// Sets how the agent answers typed messages. By default a message is shown and not answered.
    #[must_use]
    pub fn answer(
        mut self,
        answer: impl Fn(&str) -> Option<String> + Send + Sync + 'static,
    ) -> Self {
        self.answer = Some(Arc::new(answer));
        self
    }

    /// Returns the duration of the script in ms.
    pub fn duration(&self) -> u64 {
        self.at
    }

    fn say(mut self, source: Source, text: &str) -> Self {
        self.segments += 1;
        let (segment, started) = (self.segments.to_string(), self.at);
        let mut said = String::new();
        for word in text.split_inclusive(' ') {
            self.at += WORD;
            said.push_str(word);
            let is_final = said.len() == text.len();
            self = self.event(Event::Message(Message {
                source,
                text: said.trim_end().to_owned(),
                is_final,
                segment_id: Some(["script-", &segment].concat()),
                started_at: Some(started),
            }));
        }
        self
    }
}

impl std::fmt::Debug for Script {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Script")
            .field("steps", &self.steps.len())
            .field("duration", &self.at)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripted_turns_are_paced_word_by_word_and_end_final() {
        let script = Script::new().agent("One two three").user("Four");
        let messages: Vec<_> = script
            .steps
            .iter()
            .filter_map(|(at, event)| match event {
                Event::Message(message) => Some((*at, message.text.as_str(), message.is_final)),
                _ => None,
            })
            .collect();
        assert_eq!(
            messages,
            [
                (820, "One", false),
                (1_040, "One two", false),
                (1_260, "One two three", true),
                (1_880, "Four", true),
            ]
        );
        assert_eq!(script.duration(), 2_280);
        assert!(script.steps.is_sorted_by_key(|(at, _)| *at));
    }
}
