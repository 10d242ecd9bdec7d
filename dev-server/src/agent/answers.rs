//! What the agent says, in audio and text, and how it stops.

use std::sync::Arc;

use speko_proto::{AgentState, Source};

use super::action::Action;
use super::clip::{Clip, duration};
use super::transcript_pacing::{Form, TranscriptPacing};
use super::{Agent, HANG_UP_DELAY_MS, Reply, words};
use crate::recording::Frame;

/// Duration of a word of a written answer.
const WORD_MS: u64 = 60;

impl Agent {
    /// Stops speaking, on request of the page.
    pub(crate) fn interrupt(&mut self) {
        self.stop_speaking();
        self.set_state(AgentState::Listening);
    }

    pub(super) fn answer(&mut self, now: u64) {
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
                self.set_state(AgentState::Listening);
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
                self.set_state(AgentState::Listening);
                self.start_pacing(TranscriptPacing::new(Form::Message, &answer, now, lasts));
            }
            None => {}
        }
    }

    pub(super) fn speak(&mut self, now: u64) {
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
            self.set_state(AgentState::Listening);
        }
    }

    pub(super) fn start_pacing(&mut self, pacing: TranscriptPacing) {
        if let Some(mut former) = self.pacing.replace(pacing) {
            former.cut(&mut self.actions);
        }
    }

    pub(super) fn play(&mut self, now: u64, frames: Arc<[Frame]>) {
        if self.clip.is_none() {
            self.actions.push_back(Action::Speaks(Source::Agent, true));
        }
        self.clip = Some(Clip::new(frames, now));
        self.set_state(AgentState::Speaking);
    }

    /// Stops speaking at once. The transcript so far stays.
    pub(super) fn stop_speaking(&mut self) {
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
}
