//! Speko's JSON packets on the data channel, in both directions.
//!
//! Each packet is one UTF-8 JSON object with a `type`. Receivers ignore unknown types and fields,
//! so that either side can be extended. The browser encodes [`Outbound`] and decodes [`Inbound`];
//! an agent written in Rust does the reverse.

#[cfg(test)]
mod tests;

use crate::config::{AgentOverrides, Overrides, TtsOverrides};
use crate::event::Source;
use crate::json::{ParseJson, Value};

/// A packet from the page to the agent.
#[derive(Clone, Debug, PartialEq)]
pub enum Outbound {
    /// Changes to the agent. Sent once, before any other packet.
    Overrides(Overrides),
    /// A turn typed by the user.
    UserMessage(String),
    /// Context for the agent that is not a turn.
    ContextualUpdate(String),
}

/// A packet from the agent to the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Inbound {
    /// What the user or the agent said.
    Transcript {
        /// Who said it.
        source: Source,
        /// The text so far.
        text: String,
        /// `false` while it may still change.
        is_final: bool,
    },
    /// Text written by the agent.
    AgentMessage {
        /// The text so far.
        text: String,
        /// `false` while it may still change.
        is_final: bool,
    },
    /// A typed message, echoed by the agent on receipt.
    UserMessageEcho {
        /// The text.
        text: String,
    },
}

/// Why an inbound packet was ignored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ignored {
    /// Not a JSON object with a `type`.
    Malformed,
    /// An unknown `type`.
    UnknownType,
    /// A known `type` with a missing field or a field of the wrong type.
    WrongFields,
}

impl Outbound {
    /// Encodes the packet.
    pub fn encode(&self) -> String {
        match self {
            Self::Overrides(overrides) => Value::object([
                ("type", Value::text("overrides")),
                ("overrides", encode_overrides(overrides)),
            ]),
            Self::UserMessage(text) => Value::object([
                ("type", Value::text("user_message")),
                ("text", Value::text(text)),
            ]),
            Self::ContextualUpdate(text) => Value::object([
                ("type", Value::text("contextual_update")),
                ("text", Value::text(text)),
            ]),
        }
        .write()
    }

    /// Decodes a packet from the page, on the agent's side.
    ///
    /// # Errors
    /// Returns why the packet is ignored.
    pub fn decode(text: &str, parse: ParseJson) -> Result<Self, Ignored> {
        let json = parse(text).ok_or(Ignored::Malformed)?;
        match kind(&json)? {
            "overrides" => {
                let overrides = json
                    .get("overrides")
                    .filter(|json| json.is_object())
                    .ok_or(Ignored::WrongFields)?;
                Ok(Self::Overrides(decode_overrides(overrides)))
            }
            "user_message" => Ok(Self::UserMessage(text_of(&json)?)),
            "contextual_update" => Ok(Self::ContextualUpdate(text_of(&json)?)),
            _ => Err(Ignored::UnknownType),
        }
    }
}

impl Inbound {
    /// Encodes the packet, on the agent's side.
    pub fn encode(&self) -> String {
        match self {
            Self::Transcript {
                source,
                text,
                is_final,
            } => Value::object([
                ("type", Value::text("transcript")),
                ("source", Value::text(source.as_str())),
                ("text", Value::text(text)),
                ("isFinal", Value::Bool(*is_final)),
            ]),
            Self::AgentMessage { text, is_final } => Value::object([
                ("type", Value::text("agent_message")),
                ("text", Value::text(text)),
                ("isFinal", Value::Bool(*is_final)),
            ]),
            Self::UserMessageEcho { text } => Value::object([
                ("type", Value::text("user_message_echo")),
                ("text", Value::text(text)),
            ]),
        }
        .write()
    }

    /// Decodes a packet from the agent.
    ///
    /// # Errors
    /// Returns why the packet is ignored.
    pub fn decode(text: &str, parse: ParseJson) -> Result<Self, Ignored> {
        let json = parse(text).ok_or(Ignored::Malformed)?;
        match kind(&json)? {
            "transcript" => {
                let source = match json.get("source").and_then(Value::as_str) {
                    Some("user") => Source::User,
                    Some("agent") => Source::Agent,
                    _ => return Err(Ignored::WrongFields),
                };
                Ok(Self::Transcript {
                    source,
                    text: text_of(&json)?,
                    is_final: is_final(&json)?,
                })
            }
            "agent_message" => Ok(Self::AgentMessage {
                text: text_of(&json)?,
                is_final: is_final(&json)?,
            }),
            "user_message_echo" => Ok(Self::UserMessageEcho {
                text: text_of(&json)?,
            }),
            _ => Err(Ignored::UnknownType),
        }
    }
}

fn kind(json: &Value) -> Result<&str, Ignored> {
    let kind = json.get("type").and_then(Value::as_str);
    kind.ok_or(Ignored::Malformed)
}

fn text_of(json: &Value) -> Result<String, Ignored> {
    json.get("text")
        .and_then(Value::as_str)
        .map(str::to_owned)
        .ok_or(Ignored::WrongFields)
}

/// A missing `isFinal` means final.
fn is_final(json: &Value) -> Result<bool, Ignored> {
    json.get("isFinal").map_or(Ok(true), |value| {
        value.as_bool().ok_or(Ignored::WrongFields)
    })
}

fn encode_overrides(overrides: &Overrides) -> Value {
    let text = |value: &Option<String>| value.as_deref().map(Value::text);
    let agent = Value::sparse([
        ("prompt", text(&overrides.agent.prompt)),
        ("firstMessage", text(&overrides.agent.first_message)),
        ("language", text(&overrides.agent.language)),
    ]);
    let tts = Value::sparse([
        ("voiceId", text(&overrides.tts.voice_id)),
        ("speed", overrides.tts.speed.map(Value::Number)),
    ]);
    let given = |json: Value| (!json.is_empty()).then_some(json);
    Value::sparse([("agent", given(agent)), ("tts", given(tts))])
}

/// Fields of the wrong type count as absent: an agent should not fail over an optional setting.
fn decode_overrides(json: &Value) -> Overrides {
    let text = |part: &str, name: &str| json.get(part)?.get(name)?.as_str().map(str::to_owned);
    Overrides {
        agent: AgentOverrides {
            prompt: text("agent", "prompt"),
            first_message: text("agent", "firstMessage"),
            language: text("agent", "language"),
        },
        tts: TtsOverrides {
            voice_id: text("tts", "voiceId"),
            speed: json
                .get("tts")
                .and_then(|tts| tts.get("speed")?.as_number()),
        },
    }
}
