//! The agent as a sans-IO state machine: what it hears, says and remembers, without clock, sockets
//! or audio devices.
//!
//! Inputs are the methods that take `now` in milliseconds. [`Agent::poll`] returns the outputs, and
//! [`Agent::deadline`] the time of the next [`Agent::tick`]. Tests run whole calls in virtual time.

mod action;
mod clip;
mod greet;
#[cfg(test)]
mod tests;
mod transcript_pacing;
mod vad;
mod words;

use std::collections::VecDeque;
use std::sync::Arc;

use speko_proto::packet::{Inbound, Outbound};
use speko_proto::{AgentState, Overrides, Source};

pub use action::{Action, TextPart};
use clip::{Clip, duration};
use transcript_pacing::{Form, TranscriptPacing};
pub use vad::Packet;
use vad::{Turn, Vad};

use crate::recording::{Frame, repeated};

/// How long it thinks before it speaks, so that `thinking` is visible.
const THINKING_MS: u64 = 250;
/// Interval between interim transcripts.
const PARTIAL_MS: u64 = 300;
/// Delay before it hangs up, so that the last transcript arrives.
const HANG_UP_DELAY_MS: u64 = 500;
/// Speech shorter than this counts as a single word.
const WORD_AT_MOST_MS: u64 = 1_000;
/// Duration of a word of a written answer.
const WORD_MS: u64 = 60;
/// Maximum number of contextual updates. Further ones remove the oldest.
const MOST_UPDATES: usize = 50;

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

    /// Stops speaking, on request of the page.
    pub(crate) fn interrupt(&mut self) {
        self.stop_speaking();
        self.become_state(AgentState::Listening);
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
    pub fn hear(&mut self, now: u64, packet: Packet) {
        self.vad.hear(now, packet);
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
                if self.context.len() == MOST_UPDATES {
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
                self.become_state(AgentState::Thinking);
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

    fn listen(&mut self, now: u64) {
        if let Some(turn) = self.vad.turn().filter(|turn| turn.is_speech()) {
            let partial = words::speaking(turn.millis());
            if !self.user_speaks {
                self.user_speaks = true;
                self.next_partial = now;
                self.actions.push_back(Action::Speaks(Source::User, true));
                self.stop_speaking();
                self.become_state(AgentState::Listening);
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

    fn ended(&mut self, now: u64, turn: Turn) {
        if std::mem::take(&mut self.user_speaks) {
            self.heard_ms += turn.millis();
            self.actions.push_back(Action::Speaks(Source::User, false));
            self.transcribe(words::spoke(turn.millis(), turn.level()), true);
            self.answer_with(now, turn);
        }
    }

    fn answer_with(&mut self, now: u64, turn: Turn) {
        if self.has_tools && turn.millis() < WORD_AT_MOST_MS {
            self.become_state(AgentState::Thinking);
            self.actions.push_back(Action::CallTool {
                name: "describe_page".to_owned(),
                arguments: format!(r#"{{"spokenMs":{}}}"#, turn.millis()),
            });
            return;
        }
        if self.hang_up_at.is_none() && !matches!(self.reply, Some((_, Reply::Written(_)))) {
            self.become_state(AgentState::Thinking);
            self.reply = Some((now + THINKING_MS, Reply::Echo(turn)));
        }
    }

    fn answer(&mut self, now: u64) {
        match self.reply.take_if(|(at, _)| now >= *at) {
            Some((_, Reply::Echo(turn))) => {
                let clip = turn.clip();
                let lasts = duration(&clip);
                self.play(now, clip.into());
                self.start_pacing(TranscriptPacing::new(
                    Form::Message,
                    &words::heard(turn.millis()),
                    now,
                    lasts.min(1_500),
                ));
            }
            Some((_, Reply::Tool(output))) => {
                let answer = words::tool_answer(&output);
                let lasts = answer.split(' ').count() as u64 * WORD_MS;
                self.become_state(AgentState::Listening);
                self.start_pacing(TranscriptPacing::new(Form::Message, &answer, now, lasts));
            }
            Some((_, Reply::Written(text))) => {
                let answer = if words::is_goodbye(&text) {
                    self.hang_up_at = Some(now + HANG_UP_DELAY_MS);
                    words::GOODBYE.to_owned()
                } else {
                    words::answer(&text, self.overrides.as_ref(), &self.context)
                };
                let lasts = answer.split(' ').count() as u64 * WORD_MS;
                self.become_state(AgentState::Listening);
                self.start_pacing(TranscriptPacing::new(Form::Message, &answer, now, lasts));
            }
            None => {}
        }
    }

    fn speak(&mut self, now: u64) {
        if self
            .pacing
            .as_mut()
            .is_some_and(|pacing| pacing.advance(now, &mut self.actions))
        {
            self.pacing = None;
        }
        if self
            .clip
            .as_mut()
            .is_some_and(|clip| clip.play(now, &mut self.actions))
        {
            self.clip = None;
            self.greets = false;
            self.actions.push_back(Action::Speaks(Source::Agent, false));
            self.become_state(AgentState::Listening);
        }
    }

    fn start_pacing(&mut self, pacing: TranscriptPacing) {
        if let Some(mut former) = self.pacing.replace(pacing) {
            former.cut(&mut self.actions);
        }
    }

    fn play(&mut self, now: u64, frames: Arc<[Frame]>) {
        if self.clip.is_none() {
            self.actions.push_back(Action::Speaks(Source::Agent, true));
        }
        self.clip = Some(Clip::new(frames, now));
        self.become_state(AgentState::Speaking);
    }

    /// Stops speaking at once. The transcript so far stays.
    fn stop_speaking(&mut self) {
        self.greets = false;
        self.reply = self
            .reply
            .take()
            .filter(|(_, reply)| matches!(reply, Reply::Written(_)));
        if let Some(mut pacing) = self.pacing.take() {
            pacing.cut(&mut self.actions);
        }
        if self.clip.take().is_some() {
            self.actions.push_back(Action::Speaks(Source::Agent, false));
        }
    }

    fn transcribe(&mut self, text: String, is_final: bool) {
        self.actions.push_back(Action::Send(Inbound::Transcript {
            source: Source::User,
            text,
            is_final,
        }));
    }

    fn become_state(&mut self, state: AgentState) {
        if self.state != state {
            self.state = state;
            self.actions.push_back(Action::State(state));
        }
    }
}
