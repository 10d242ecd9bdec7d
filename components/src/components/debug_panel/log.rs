//! The event log of a session: kind, time and a summary of each event, without any spoken text.

use speko_client::{DeviceChange, DeviceReason, Event, SpekoClientError};

use super::redact::redact;

/// Maximum number of entries kept.
const LIMIT: usize = 300;

/// What an entry is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DebugKind {
    /// Start and end of the call.
    Call,
    /// The connection to the server.
    Line,
    /// What the agent does, and who is speaking.
    Agent,
    /// The microphone, the devices, and whether audio may play.
    Sound,
    /// That something was said, and its length.
    Transcript,
    /// An error.
    Error,
}

impl DebugKind {
    /// All kinds.
    pub const ALL: [Self; 6] = [
        Self::Call,
        Self::Line,
        Self::Agent,
        Self::Sound,
        Self::Transcript,
        Self::Error,
    ];

    /// The value of `data-kind`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Call => "call",
            Self::Line => "line",
            Self::Agent => "agent",
            Self::Sound => "sound",
            Self::Transcript => "transcript",
            Self::Error => "error",
        }
    }
}

/// An entry of the event log.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DebugEntry {
    /// Sequence number, starting at 1.
    pub number: u32,
    /// Time in ms since the most recent start of a call, or since the log was created.
    pub at: u64,
    /// What the entry is about.
    pub kind: DebugKind,
    /// Summary of the event, such as `status connected`. Never contains transcript text.
    pub text: String,
    /// Number of events in this entry. Consecutive interim transcripts share one entry.
    pub times: u32,
}

impl DebugEntry {
    /// Returns the time in seconds, formatted as `12.345`.
    pub fn seconds(&self) -> String {
        let mut text = (self.at / 1000).to_string();
        let millis = (1000 + self.at % 1000).to_string();
        text.push('.');
        text.extend(millis.chars().skip(1));
        text
    }
}

pub(super) struct Log {
    pub(super) entries: Vec<DebugEntry>,
    start: u64,
    number: u32,
}

impl Log {
    pub(super) fn new(now: u64) -> Self {
        Self {
            entries: Vec::new(),
            start: now,
            number: 0,
        }
    }

    pub(super) fn add(&mut self, event: &Event, now: u64) {
        if *event == Event::Status(speko_client::Status::Connecting) {
            self.start = now;
        }
        let (kind, text) = describe(event);
        if let Event::Message(message) = event
            && !message.is_final
            && let Some(last) = self.entries.last_mut()
            && last.kind == kind
            && last.text.split(',').next() == text.split(',').next()
        {
            last.text = text;
            last.times += 1;
            return;
        }
        if self.entries.len() == LIMIT {
            self.entries.remove(0);
        }
        self.number = self.number.wrapping_add(1);
        self.entries.push(DebugEntry {
            number: self.number,
            at: now.saturating_sub(self.start),
            kind,
            text,
            times: 1,
        });
    }
}

fn describe(event: &Event) -> (DebugKind, String) {
    let (kind, words): (_, &[&str]) = match event {
        Event::Connected { conversation_id } => {
            (DebugKind::Call, &["connected ", &redact(conversation_id)])
        }
        Event::Disconnected(details) => (
            DebugKind::Call,
            &[
                "disconnected ",
                details.reason.as_str(),
                " ",
                &details.message.as_deref().map(redact).unwrap_or_default(),
            ],
        ),
        Event::Status(status) => (DebugKind::Call, &["status ", status.as_str()]),
        Event::Connection(state) => (DebugKind::Line, &["connection ", state.as_str()]),
        Event::Mode(mode) => (DebugKind::Agent, &["mode ", mode.as_str()]),
        Event::AgentState(state) => (DebugKind::Agent, &["agent_state ", state.as_str()]),
        Event::AgentPresence(presence) => {
            (DebugKind::Agent, &["agent_presence ", presence.as_str()])
        }
        Event::Mic(state) => (DebugKind::Sound, &["mic ", state.as_str()]),
        Event::MicPrompt(true) => (DebugKind::Sound, &["mic_prompt true"]),
        Event::MicPrompt(false) => (DebugKind::Sound, &["mic_prompt false"]),
        Event::InputDevice(change) => (
            DebugKind::Sound,
            &["input_device ", device(change), " ", reason(change.reason)],
        ),
        Event::OutputDevice(change) => (
            DebugKind::Sound,
            &["output_device ", device(change), " ", reason(change.reason)],
        ),
        Event::AudioBlocked(true) => (DebugKind::Sound, &["audio_blocked true"]),
        Event::AudioBlocked(false) => (DebugKind::Sound, &["audio_blocked false"]),
        Event::Message(message) => (
            DebugKind::Transcript,
            &[
                message.source.as_str(),
                if message.is_final {
                    " final"
                } else {
                    " partial"
                },
                ", ",
                &message.text.chars().count().to_string(),
                " letters",
            ],
        ),
        Event::Interrupted => (DebugKind::Agent, &["interrupted"]),
        Event::Tool(tool) => (
            DebugKind::Agent,
            &["tool ", &tool.name, " ", tool.status.as_str()],
        ),
        Event::Usage {
            input_audio_tokens,
            output_audio_tokens,
        } => (
            DebugKind::Call,
            &[
                "usage ",
                &input_audio_tokens.to_string(),
                " in, ",
                &output_audio_tokens.to_string(),
                " out",
            ],
        ),
        Event::Error(error) => (DebugKind::Error, &[&wrong(error)]),
        _ => (DebugKind::Call, &["other"]),
    };
    (kind, words.concat().trim_end().to_owned())
}

/// Formats an error as one line: code, reason and redacted cause.
pub(super) fn wrong(error: &SpekoClientError) -> String {
    let cause = error.cause().map(redact).unwrap_or_default();
    let words = [error.code().as_str(), error.reason().as_str(), &cause];
    words.join(" ").trim_end().to_owned()
}

/// Returns no device id: an id would identify the user across sessions.
fn device(change: &DeviceChange) -> &'static str {
    match change.device {
        Some(_) => "chosen",
        None => "default",
    }
}

fn reason(reason: DeviceReason) -> &'static str {
    match reason {
        DeviceReason::Chosen => "by-choice",
        DeviceReason::Unplugged => "unplugged",
        DeviceReason::Returned => "returned",
        DeviceReason::DefaultChanged => "default-changed",
        DeviceReason::Refused => "refused",
        _ => "other",
    }
}

#[cfg(test)]
#[allow(clippy::indexing_slicing)]
mod tests {
    use speko_client::{Message, Source, Status};

    use super::*;

    fn said(text: &str, is_final: bool) -> Event {
        Event::Message(Message {
            source: Source::Agent,
            text: text.to_owned(),
            is_final,
            segment_id: None,
            started_at: None,
        })
    }

    #[test]
    fn times_restart_at_each_call_and_message_texts_are_omitted() {
        let mut log = Log::new(1_000);
        log.add(&Event::AudioBlocked(false), 1_500);
        log.add(&Event::Status(Status::Connecting), 5_000);
        log.add(&said("My", false), 17_345);
        log.add(&said("My word", false), 17_400);
        log.add(&said("My word", true), 17_500);
        let all: Vec<_> = log
            .entries
            .iter()
            .map(|entry| {
                (
                    entry.number,
                    entry.seconds(),
                    entry.text.as_str(),
                    entry.times,
                )
            })
            .collect();
        assert_eq!(
            all,
            [
                (1, "0.500".to_owned(), "audio_blocked false", 1),
                (2, "0.000".to_owned(), "status connecting", 1),
                (3, "12.345".to_owned(), "agent partial, 7 letters", 2),
                (4, "12.500".to_owned(), "agent final, 7 letters", 1),
            ]
        );
    }

    #[test]
    fn only_the_newest_entries_are_kept() {
        let mut log = Log::new(0);
        for time in 0..1_000 {
            log.add(&Event::AudioBlocked(true), time);
        }
        assert_eq!(log.entries.len(), LIMIT);
        assert_eq!(log.entries[0].number, 701);
    }
}
