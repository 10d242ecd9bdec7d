//! The agent as a sans-IO state machine: what it hears, says and remembers, without clock, sockets
//! or audio devices.
//!
//! Inputs are the methods that take `now` in milliseconds. [`Agent::poll`] returns the outputs, and
//! [`Agent::deadline`] the time of the next [`Agent::tick`]. Tests run whole calls in virtual time.

mod action;
mod answers;
mod clip;
mod greet;
#[cfg(test)]
mod tests;
mod transcript_pacing;
mod turns;
mod vad;
mod words;

use std::collections::VecDeque;
use std::sync::Arc;

use speko_proto::packet::{Inbound, Outbound};
use speko_proto::{AgentState, Overrides};

pub use action::{Action, TextPart};
use clip::Clip;
use transcript_pacing::TranscriptPacing;
pub use vad::Packet;
use vad::{Turn, Vad};

use crate::recording::{Frame, repeated};

/// How long it thinks before it speaks, so that `thinking` is visible.
const THINKING_MS: u64 = 250;
/// Delay before it hangs up, so that the last transcript arrives.
const HANG_UP_DELAY_MS: u64 = 500;
/// Maximum number of contextual updates. Further ones remove the oldest.
const MAX_CONTEXT_UPDATES: usize = 50;

#[derive(Debug)]
enum Reply {
    Echo(Turn),
    Written(String),
    /// The result of a tool on the page.
    Tool(String),
}

/// The agent of one caller.
#[derive(Debug)]
pub struct Agent {
    greeting: Arc<[Frame]>,
    /// How many times in a row it greets.
    greeting_times: usize,
    vad: Vad,
    clip: Option<Clip>,
    pacing: Option<TranscriptPacing>,
    reply: Option<(u64, Reply)>,
    greets: bool,
    /// Whether it may call tools of the page.
    has_tools: bool,
    heard_ms: u64,
    streams: u32,
    state: AgentState,
    user_speaks: bool,
    next_partial: u64,
    hang_up_at: Option<u64>,
    overrides: Option<Overrides>,
    context: Vec<String>,
    actions: VecDeque<Action>,
}

impl Agent {
    /// Creates an agent that greets with this recording.
    pub fn new(greeting: Arc<[Frame]>) -> Self {
        Self {
            greeting,
            greeting_times: 1,
            vad: Vad::default(),
            clip: None,
            pacing: None,
            reply: None,
            greets: false,
            has_tools: false,
            heard_ms: 0,
            streams: 0,
            state: AgentState::Initializing,
            user_speaks: false,
            next_partial: 0,
            hang_up_at: None,
            overrides: None,
            context: Vec::new(),
            actions: VecDeque::new(),
        }
    }

    /// Makes the agent call the page's tool when it hears a single short word.
    #[must_use]
    pub(crate) fn with_tools(mut self) -> Self {
        self.has_tools = true;
        self
    }

    /// Makes the agent play its greeting, and send its text, `times` in a row.
    #[must_use]
    pub(crate) fn with_greeting_times(mut self, times: usize) -> Self {
        self.greeting = repeated(&self.greeting, times);
        self.greeting_times = times;
        self
    }

    /// Ends the user's turn, regardless of the voice activity detection.
    pub(crate) fn commit(&mut self, now: u64) {
        if let Some(turn) = self.vad.end() {
            self.ended(now, turn);
        }
    }

    /// Takes the result of a tool call.
    pub(crate) fn tool_result(&mut self, now: u64, output: &str) {
        self.reply = Some((now, Reply::Tool(output.to_owned())));
    }

    /// Returns how much speech it has heard, in ms.
    pub(crate) fn heard_ms(&self) -> u64 {
        self.heard_ms
    }

    /// Takes a packet of the user's microphone.
    pub fn push_packet(&mut self, now: u64, packet: Packet) {
        self.vad.push_packet(now, packet);
        self.tick(now);
    }

    /// Handles a muted microphone: the start of a turn that is not yet recognized is dropped.
    pub fn muted(&mut self) {
        self.vad.close();
    }

    /// Takes a packet from the page.
    pub fn receive(&mut self, now: u64, packet: Outbound) {
        match packet {
            Outbound::Overrides(overrides) => self.override_with(now, overrides),
            Outbound::ContextualUpdate(text) => {
                if self.context.len() == MAX_CONTEXT_UPDATES {
                    self.context.remove(0);
                }
                self.context.push(text);
            }
            Outbound::UserMessage(text) => {
                self.actions
                    .push_back(Action::Send(Inbound::UserMessageEcho {
                        text: text.clone(),
                    }));
                self.stop_speaking();
                self.set_state(AgentState::Thinking);
                self.reply = Some((now + THINKING_MS, Reply::Written(text)));
            }
        }
    }

    /// Handles all deadlines that have passed.
    pub fn tick(&mut self, now: u64) {
        self.listen(now);
        self.answer(now);
        self.speak(now);
        if self.hang_up_at.is_some_and(|at| now >= at) {
            self.hang_up_at = None;
            self.actions.push_back(Action::HangUp);
        }
    }

    /// Returns the next output.
    pub fn poll(&mut self) -> Option<Action> {
        self.actions.pop_front()
    }

    /// Returns when to call [`tick`](Self::tick).
    pub fn deadline(&self) -> Option<u64> {
        let partial = self.user_speaks.then_some(self.next_partial);
        let clip = self.clip.as_ref().map(Clip::deadline);
        let pacing = self.pacing.as_ref().map(TranscriptPacing::deadline);
        let reply = self.reply.as_ref().map(|(at, _)| *at);
        [
            partial,
            clip,
            pacing,
            reply,
            self.vad.deadline(),
            self.hang_up_at,
        ]
        .into_iter()
        .flatten()
        .min()
    }

    /// Returns its state.
    pub fn state(&self) -> AgentState {
        self.state
    }

    /// Returns the contextual updates, oldest first.
    pub fn context(&self) -> &[String] {
        &self.context
    }

    /// Returns the overrides. `None` if the page sent none.
    pub fn overrides(&self) -> Option<&Overrides> {
        self.overrides.as_ref()
    }

    fn set_state(&mut self, state: AgentState) {
        if self.state != state {
            self.state = state;
            self.actions.push_back(Action::State(state));
        }
    }
}
