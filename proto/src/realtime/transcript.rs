//! Combines transcript frames into utterances. The frames have no ids, so the speaker, the final
//! flag, the words and what the other side says decide which frames belong together.

use crate::event::{Message, Source};
use crate::time::Millis;
use crate::transcript::speech::Speech;
use crate::transcript::words::{begins_with, is_blank, is_phrase, is_related, is_same};

/// The final text of an interrupted answer arrives within this time, in ms.
const LATE_FINAL: u64 = 5_000;
/// The server confirms the app's interruption within this time, in ms.
const CONFIRMATION: u64 = 2_000;
/// An utterance that begins like the previous one within this time, in ms, belongs to the same
/// speech, unless a pause was heard.
const RESTART_WINDOW: u64 = 2_000;
/// A loud sample's level squared: −40 dBFS.
const LOUD: f32 = 1e-4;

/// The current utterance of each speaker.
#[derive(Debug, Default)]
pub(super) struct TranscriptState {
    agent: Speaker,
    user: Speaker,
    speech: Speech,
    /// The answer that was interrupted last, and when.
    cut: Option<Cut>,
    interrupted_at: Option<Millis>,
}

#[derive(Debug, Default)]
struct Speaker {
    latest: Utterance,
    /// Whether it is not final.
    is_open: bool,
    /// Whether a final without text has ended it.
    is_ended_blank: bool,
    /// What the other side has said since its last update.
    reply: Reply,
    /// Whether the other side had said nothing since the utterance before it.
    is_unasked: bool,
}

#[derive(Clone, Debug, Default)]
struct Utterance {
    text: String,
    /// Unique per speaker. 0 before the first utterance.
    started: u64,
    updated: Millis,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
enum Reply {
    #[default]
    None,
    Interim,
    Final,
}

#[derive(Debug)]
struct Cut {
    answer: Utterance,
    was_open: bool,
    /// Whether its late final has arrived.
    is_complete: bool,
    at: Millis,
}

impl TranscriptState {
    /// Measures the microphone's audio, which is empty while no audio is sent.
    pub(super) fn hear(&mut self, now: Millis, samples: &[f32]) {
        let energy: f32 = samples.iter().map(|sample| sample * sample).sum();
        self.speech
            .set_speaking(now, energy > LOUD * samples.len() as f32);
    }

    /// Converts a frame to a message. All updates of an utterance share `started_at`, which is
    /// unique per speaker. Returns `None` if there is no text to report.
    pub(super) fn update(
        &mut self,
        now: Millis,
        source: Source,
        text: String,
        is_final: bool,
    ) -> Option<Message> {
        let speaker = match source {
            Source::Agent => &mut self.agent,
            Source::User => &mut self.user,
        };
        if is_blank(&text) {
            // It ends the utterance, which keeps its words.
            let ends = is_final && std::mem::take(&mut speaker.is_open);
            if ends {
                speaker.is_ended_blank = true;
                speaker.latest.updated = now;
            }
            return ends.then(|| speaker.latest.message(source, true));
        }
        let is_current = speaker.is_open && is_related(&speaker.latest.text, &text);
        if source == Source::Agent
            && !is_current
            && let Some(cut) = &mut self.cut
            && cut.owns(now, &text, speaker.reply)
        {
            if !is_final {
                // Sent before the server stopped. The words were not spoken.
                if speaker.reply == Reply::None {
                    return None;
                }
            } else {
                let is_news = cut.answer.text != text;
                cut.is_complete = true;
                cut.answer.text = text;
                cut.answer.updated = now;
                if speaker.latest.started == cut.answer.started {
                    speaker.latest = cut.answer.clone();
                }
                return is_news.then(|| cut.answer.message(source, true));
            }
        }
        let is_recent = !speaker.is_open && speaker.latest.is_recent(now);
        let is_late = !is_final && is_recent && begins_with(&speaker.latest.text, &text);
        if is_late {
            return None;
        }
        // Recognition revises the user's words until the agent has answered; the agent's text only
        // grows.
        let limit = match source {
            Source::Agent => Reply::Interim,
            Source::User => Reply::Final,
        };
        // The text of a final that came without it at first.
        let completes = std::mem::take(&mut speaker.is_ended_blank)
            && is_final
            && is_recent
            && speaker.reply < limit
            && begins_with(&text, &speaker.latest.text);
        let is_news = !completes || speaker.latest.text != text;
        let continues = is_current || completes || (speaker.is_open && speaker.reply < limit);
        if !continues {
            speaker.is_unasked = speaker.reply == Reply::None;
            let started = self.start(now, source, &text, is_final);
            self.speaker(source).0.latest.started = started;
        }
        let (speaker, other) = self.speaker(source);
        speaker.latest.text = text;
        speaker.latest.updated = now;
        speaker.is_open = !is_final;
        speaker.reply = Reply::None;
        let reply = if is_final {
            Reply::Final
        } else {
            Reply::Interim
        };
        other.reply = other.reply.max(reply);
        is_news.then(|| speaker.latest.message(source, is_final))
    }

    /// Ends the agent's answer. Returns its words so far, unless it is final already. `is_playing`
    /// is whether its audio is.
    pub(super) fn interrupt(
        &mut self,
        now: Millis,
        by_app: bool,
        is_playing: bool,
    ) -> Option<Message> {
        let former = self.interrupted_at.take();
        if by_app {
            self.interrupted_at = (self.agent.is_open || is_playing).then_some(now);
        } else if former.is_some_and(|at| at.after(CONFIRMATION) >= now) {
            // What the agent says now began after the app's interruption.
            return None;
        }
        let agent = &mut self.agent;
        let was_open = std::mem::take(&mut agent.is_open);
        if was_open || (is_playing && agent.reply < Reply::Final) {
            agent.reply = Reply::None;
            self.cut = Some(Cut {
                answer: agent.latest.clone(),
                was_open,
                is_complete: false,
                at: now,
            });
        }
        was_open.then(|| agent.latest.message(Source::Agent, true))
    }

    /// Returns when a new utterance began.
    fn start(&mut self, now: Millis, source: Source, text: &str, is_final: bool) -> u64 {
        let spoken = match source {
            Source::Agent => None,
            Source::User => self.speech.take_start(now),
        };
        let agent = &self.agent;
        let is_question = source == Source::User
            && is_final
            && agent.is_open
            && agent.is_unasked
            && agent.reply == Reply::None;
        let answer = agent.latest.started;
        let is_cut = source == Source::Agent
            && self
                .cut
                .as_ref()
                .is_some_and(|cut| !cut.is_complete && cut.answer.started == answer);
        let (speaker, _) = self.speaker(source);
        let former = &speaker.latest;
        let is_restart = speaker.reply == Reply::None
            && !is_cut
            && former.is_recent(now)
            && is_related(&former.text, text);
        match spoken {
            None if is_restart => former.started + 1,
            None if is_question => answer.saturating_sub(1).max(former.started + 2),
            None => now.0.max(former.started + 2),
            // A pause was heard, so it is another utterance, although it begins alike.
            Some(_) if is_restart => {
                let apart = former.started + RESTART_WINDOW + 1;
                spoken.unwrap_or(now).0.max(apart)
            }
            Some(spoken) => spoken.0.max(former.started + 2),
        }
    }

    /// Returns this speaker and the other one.
    fn speaker(&mut self, source: Source) -> (&mut Speaker, &mut Speaker) {
        match source {
            Source::Agent => (&mut self.agent, &mut self.user),
            Source::User => (&mut self.user, &mut self.agent),
        }
    }
}

impl Utterance {
    /// Returns whether what follows may belong to the same speech.
    fn is_recent(&self, now: Millis) -> bool {
        self.started > 0 && self.updated.after(RESTART_WINDOW) >= now
    }

    fn message(&self, source: Source, is_final: bool) -> Message {
        Message {
            source,
            text: self.text.clone(),
            is_final,
            segment_id: None,
            started_at: Some(self.started),
        }
    }
}

impl Cut {
    /// Returns whether the text may be of this answer. `reply` is what the user has said since.
    fn owns(&self, now: Millis, text: &str, reply: Reply) -> bool {
        let answer = self.answer.text.as_str();
        let same = is_same(answer, text);
        // One word in common is not enough for an answer to something else.
        let is_long = is_phrase(text) || reply == Reply::None;
        let may_be = if self.is_complete {
            // It is delivered again.
            same && is_long
        } else if self.was_open {
            same || (is_related(answer, text) && is_phrase(answer) && is_long)
        } else {
            // It was final, and is now shortened to what was spoken.
            begins_with(answer, text) && !same && is_long
        };
        may_be && self.at.after(LATE_FINAL) >= now
    }
}
