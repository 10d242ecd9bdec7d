//! Whole calls in virtual time.

mod claims;
mod greeting;
mod messages;
mod turns;

use super::*;

/// Length of the greeting in these tests.
const GREETING_MS: u64 = 2_000;

/// A call with an agent, and its outputs with their times.
struct Call {
    agent: Agent,
    now: u64,
    actions: Vec<(u64, Action)>,
}

impl Call {
    fn new() -> Self {
        let greeting = (0..GREETING_MS / FRAME).map(|n| frame(n * FRAME));
        Self {
            agent: Agent::new(greeting.collect()),
            now: 0,
            actions: Vec::new(),
        }
    }

    /// A call after its greeting.
    fn greeted() -> Self {
        let mut call = Self::new();
        call.agent.connected(0);
        call.wait(GREETING_MS + 100);
        call.actions.clear();
        call
    }

    fn drain(&mut self) {
        while let Some(action) = self.agent.poll() {
            self.actions.push((self.now, action));
        }
    }

    /// Lets time pass. The agent is woken exactly at its deadlines.
    fn wait(&mut self, millis: u64) {
        let end = self.now + millis;
        self.drain();
        while let Some(at) = self.agent.deadline().filter(|at| *at <= end) {
            assert!(
                at >= self.now || self.agent.deadline().is_some(),
                "the deadline is in the past"
            );
            self.now = at.max(self.now);
            self.agent.tick(self.now);
            let before = self.actions.len();
            self.drain();
            let again = self.agent.deadline().is_some_and(|next| next <= self.now);
            assert!(
                !(again && self.actions.len() == before),
                "the agent set a deadline and did nothing"
            );
        }
        self.now = end;
    }

    /// Sends microphone packets of this level.
    fn speak(&mut self, millis: u64, level: i8) {
        for _ in 0..millis / FRAME {
            self.agent.push_packet(
                self.now,
                Packet {
                    time: self.now,
                    level,
                    opus: mark(self.now),
                },
            );
            self.wait(FRAME);
        }
    }

    fn write(&mut self, text: &str) {
        self.agent
            .receive(self.now, Outbound::UserMessage(text.into()));
        self.drain();
    }

    fn sent(&self) -> Vec<Inbound> {
        let sent = self.actions.iter().filter_map(|(_, action)| match action {
            Action::Send(packet) => Some(packet.clone()),
            _ => None,
        });
        sent.collect()
    }

    fn agent_messages(&self) -> Vec<(String, bool)> {
        let messages = self.sent().into_iter().filter_map(|packet| match packet {
            Inbound::AgentMessage { text, is_final } => Some((text, is_final)),
            _ => None,
        });
        messages.collect()
    }

    fn transcripts(&self) -> Vec<(String, bool)> {
        let transcripts = self.sent().into_iter().filter_map(|packet| match packet {
            Inbound::Transcript { text, is_final, .. } => Some((text, is_final)),
            _ => None,
        });
        transcripts.collect()
    }

    fn states(&self) -> Vec<AgentState> {
        let states = self.actions.iter().filter_map(|(_, action)| match action {
            Action::State(state) => Some(*state),
            _ => None,
        });
        states.collect()
    }

    /// Returns when each packet was played, its media time, and its content.
    fn played(&self) -> Vec<(u64, u64, Arc<[u8]>)> {
        let played = self
            .actions
            .iter()
            .filter_map(|(now, action)| match action {
                Action::Play { at, opus } => Some((*now, *at, opus.clone())),
                _ => None,
            });
        played.collect()
    }

    /// Returns the segment, the text and the end of each text stream.
    fn streams(&self) -> Vec<(String, String, bool)> {
        let mut streams: Vec<(String, String, String, bool)> = Vec::new();
        for (_, action) in &self.actions {
            let Action::Text(part) = action else { continue };
            match part {
                TextPart::Begins { stream, segment } => {
                    streams.push((stream.clone(), segment.clone(), String::new(), false));
                }
                TextPart::Words { stream, text } => {
                    streams
                        .iter_mut()
                        .find(|(id, ..)| id == stream)
                        .unwrap()
                        .2
                        .push_str(text);
                }
                TextPart::Ends { stream } => {
                    streams.iter_mut().find(|(id, ..)| id == stream).unwrap().3 = true
                }
            }
        }
        streams
            .into_iter()
            .map(|(_, segment, text, ended)| (segment, text, ended))
            .collect()
    }
}

const FRAME: u64 = crate::recording::FRAME_MS;

fn mark(at: u64) -> Arc<[u8]> {
    at.to_be_bytes().as_slice().into()
}

fn frame(at: u64) -> Frame {
    Frame { at, opus: mark(at) }
}

fn overrides(first_message: &str) -> Outbound {
    let mut overrides = Overrides::default();
    overrides.agent.first_message = Some(first_message.into());
    Outbound::Overrides(overrides)
}
