//! The agent behind the realtime protocol: frames and samples in, frames and samples out, sans-IO.

use std::collections::VecDeque;

use speko_proto::packet::Inbound;
use speko_proto::realtime::frame::{Downlink, Rate, Uplink};
use speko_proto::{Source, json};

use super::samples::{Microphone, greeting};
use crate::agent::{Action, Agent, TextPart};
use crate::recording::FRAME_MS;

/// Tokens per second of audio, as models count them.
const TOKENS_A_SECOND: u64 = 10;

/// An output.
#[derive(Debug, PartialEq)]
pub(super) enum Output {
    Text(String),
    Audio(Vec<u8>),
    /// The agent hangs up.
    HangUp,
}

/// The agent of one session.
#[derive(Debug)]
pub(super) struct RealtimeAgent {
    agent: Agent,
    microphone: Microphone,
    outputs: VecDeque<Output>,
    agent_speaks: bool,
    /// The text of the agent's current text stream, so far.
    stream_text: String,
    tools: u32,
    /// Id of the tool call that waits for its result.
    asked: Option<String>,
    /// In ms, as is the next.
    user_spoke: u64,
    agent_spoke: u64,
}

impl RealtimeAgent {
    /// Creates the session and starts the greeting, which is played `greeting_times` in a row.
    pub(super) fn new(now: u64, input: Rate, output: Rate, greeting_times: usize) -> Self {
        let mut session = Self {
            agent: Agent::new(greeting(output))
                .with_greeting_times(greeting_times)
                .with_tools(),
            microphone: Microphone::new(input, output),
            outputs: VecDeque::new(),
            agent_speaks: false,
            stream_text: String::new(),
            tools: 0,
            asked: None,
            user_spoke: 0,
            agent_spoke: 0,
        };
        session.say(&Downlink::Ready {
            input: Some(input),
            output: Some(output),
        });
        session.agent.connected(now);
        session.pass_on();
        session
    }

    /// Takes samples of the caller.
    pub(super) fn push_samples(&mut self, now: u64, message: &[u8]) {
        for packet in self.microphone.push(message) {
            self.agent.push_packet(now, packet);
            self.pass_on();
        }
    }

    /// Takes a text frame of the caller. An invalid one is ignored, as Speko's server does.
    pub(super) fn read(&mut self, now: u64, text: &str) {
        match Uplink::decode(text, json::parse) {
            Ok(Uplink::Interrupt) => {
                self.agent.interrupt();
                self.say(&Downlink::Interruption);
            }
            Ok(Uplink::Commit) => self.agent.commit(now),
            Ok(Uplink::ToolResult { id, output }) => {
                // Only the pending call, and only once.
                if self.asked.take_if(|asked| *asked == id).is_some() {
                    self.agent.tool_result(now, &output);
                }
            }
            Err(_) => {}
        }
        self.pass_on();
    }

    /// Handles all deadlines that have passed.
    pub(super) fn tick(&mut self, now: u64) {
        self.agent.tick(now);
        self.pass_on();
    }

    pub(super) fn deadline(&self) -> Option<u64> {
        self.agent.deadline()
    }

    pub(super) fn poll(&mut self) -> Option<Output> {
        self.outputs.pop_front()
    }

    fn say(&mut self, frame: &Downlink) {
        self.outputs.push_back(Output::Text(frame.encode()));
    }

    fn transcribe(&mut self, source: Source, text: String, is_final: bool) {
        self.say(&Downlink::Transcript {
            source,
            text,
            is_final,
        });
    }

    fn pass_on(&mut self) {
        while let Some(action) = self.agent.poll() {
            match action {
                Action::Play { opus, .. } => {
                    self.agent_spoke += FRAME_MS;
                    self.outputs.push_back(Output::Audio(opus.to_vec()));
                }
                Action::Speaks(Source::User, true) => {
                    if self.agent_speaks {
                        self.say(&Downlink::Interruption);
                    }
                }
                Action::Speaks(Source::User, false) => {}
                Action::Speaks(Source::Agent, speaks) => {
                    self.agent_speaks = speaks;
                    if !speaks {
                        self.bill();
                    }
                }
                Action::Send(packet) => self.packet(packet),
                Action::Text(part) => self.part(part),
                Action::CallTool { name, arguments } => {
                    self.tools += 1;
                    let id = format!("call_{}", self.tools);
                    self.asked = Some(id.clone());
                    self.say(&Downlink::ToolCall {
                        id,
                        name,
                        arguments,
                    });
                }
                Action::HangUp => {
                    self.say(&Downlink::End {
                        reason: "goodbye".to_owned(),
                    });
                    self.outputs.push_back(Output::HangUp);
                }
                // The realtime protocol has no message for it.
                Action::State(_) => {}
            }
        }
    }

    fn packet(&mut self, packet: Inbound) {
        match packet {
            Inbound::Transcript {
                source,
                text,
                is_final,
            } => self.transcribe(source, text, is_final),
            Inbound::AgentMessage { text, is_final } => {
                self.transcribe(Source::Agent, text, is_final);
            }
            Inbound::UserMessageEcho { text } => self.transcribe(Source::User, text, true),
        }
    }

    fn part(&mut self, part: TextPart) {
        match part {
            TextPart::Begins { .. } => self.stream_text.clear(),
            TextPart::Words { text, .. } => {
                self.stream_text.push_str(&text);
                let text = self.stream_text.trim_end().to_owned();
                self.transcribe(Source::Agent, text, false);
            }
            TextPart::Ends { .. } => {
                let text = std::mem::take(&mut self.stream_text).trim_end().to_owned();
                self.transcribe(Source::Agent, text, true);
            }
        }
    }

    fn bill(&mut self) {
        self.user_spoke = self.agent.heard_ms();
        self.say(&Downlink::Usage {
            input_audio_tokens: self.user_spoke * TOKENS_A_SECOND / 1_000,
            output_audio_tokens: self.agent_spoke * TOKENS_A_SECOND / 1_000,
        });
    }
}
