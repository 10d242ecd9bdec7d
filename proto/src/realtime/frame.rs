//! The JSON frames of the socket, with their type in `t`. Binary messages are audio: PCM16,
//! little-endian, mono.

pub use super::rate::Rate;
use crate::event::Source;
use crate::json::{ParseJson, Value};
use crate::packet::Ignored;

/// A frame from the server.
#[derive(Clone, Debug, PartialEq)]
pub enum Downlink {
    /// The session is ready for audio. If a rate is missing or invalid, the one from the options
    /// applies.
    Ready {
        /// The rate of the microphone's audio.
        input: Option<Rate>,
        /// The rate of the agent's audio.
        output: Option<Rate>,
    },
    /// A transcript of the user or the agent.
    Transcript {
        /// The speaker. Any role other than `user` is the agent.
        source: Source,
        /// The text so far.
        text: String,
        /// Whether the text is final.
        is_final: bool,
    },
    /// The agent was interrupted. Queued audio must not be played.
    Interruption,
    /// An error. The session continues unless the socket closes.
    Error {
        /// The code, such as `S2S_PROVIDER_CONNECT_FAILED`. `UNKNOWN` if it is missing.
        code: String,
        /// A message for logs.
        message: String,
    },
    /// The agent calls a tool of the page.
    ToolCall {
        /// The id of the call, for the result.
        id: String,
        /// The name of the tool.
        name: String,
        /// The arguments, as JSON text.
        arguments: String,
    },
    /// The agent calls a tool of the server.
    ServerToolCall {
        /// The id of the call.
        id: String,
        /// The name of the tool.
        name: String,
        /// `started`, `completed` or `failed`.
        status: String,
    },
    /// The usage so far.
    Usage {
        /// Tokens of the user's audio.
        input_audio_tokens: u64,
        /// Tokens of the agent's audio.
        output_audio_tokens: u64,
    },
    /// The session ends and the socket closes next.
    End {
        /// The reason. May be empty.
        reason: String,
    },
}

impl Downlink {
    /// Decodes a text frame.
    ///
    /// # Errors
    /// Returns why the frame is to be ignored.
    pub fn decode(text: &str, parse: ParseJson) -> Result<Self, Ignored> {
        let json = parse(text).filter(Value::is_object);
        let json = json.ok_or(Ignored::Malformed)?;
        let field = |name: &str| json.get(name).and_then(Value::as_str).map(str::to_owned);
        let needed = |name: &str| field(name).ok_or(Ignored::WrongFields);
        let number = |name: &str| json.get(name).and_then(Value::as_number);
        let kind = field("t").ok_or(Ignored::Malformed)?;
        Ok(match kind.as_str() {
            "ready" => Self::Ready {
                input: number("inputSampleRate").and_then(Rate::from_hz),
                output: number("outputSampleRate").and_then(Rate::from_hz),
            },
            "transcript" => Self::Transcript {
                source: match needed("role")?.as_str() {
                    "user" => Source::User,
                    _ => Source::Agent,
                },
                text: needed("text")?,
                is_final: json.get("final") == Some(&Value::Bool(true)),
            },
            "interruption" => Self::Interruption,
            "error" => Self::Error {
                code: field("code").unwrap_or_else(|| "UNKNOWN".to_owned()),
                message: field("message").unwrap_or_default(),
            },
            "tool_call" => Self::ToolCall {
                id: needed("callId")?,
                name: needed("name")?,
                // Some servers send a JSON value instead of JSON text.
                arguments: json.get("arguments").map_or_else(String::new, |value| {
                    value.as_str().map_or_else(|| value.write(), str::to_owned)
                }),
            },
            "server_tool_call" => Self::ServerToolCall {
                id: needed("id")?,
                name: needed("name")?,
                status: field("status").unwrap_or_default(),
            },
            "usage" => Self::Usage {
                input_audio_tokens: count(number("inputAudioTokens")),
                output_audio_tokens: count(number("outputAudioTokens")),
            },
            "end" => Self::End {
                reason: field("reason").unwrap_or_default(),
            },
            _ => return Err(Ignored::UnknownType),
        })
    }

    /// Encodes the frame, as the server does.
    pub fn encode(&self) -> String {
        let rate = |rate: &Option<Rate>| rate.map(|rate| Value::Number(f64::from(rate.hz())));
        match self {
            Self::Ready { input, output } => Value::sparse([
                ("t", Some(Value::text("ready"))),
                ("inputSampleRate", rate(input)),
                ("outputSampleRate", rate(output)),
            ]),
            Self::Transcript {
                source,
                text,
                is_final,
            } => Value::object([
                ("t", Value::text("transcript")),
                (
                    "role",
                    Value::text(match source {
                        Source::User => "user",
                        Source::Agent => "assistant",
                    }),
                ),
                ("text", Value::text(text)),
                ("final", Value::Bool(*is_final)),
            ]),
            Self::Interruption => Value::object([
                ("t", Value::text("interruption")),
                ("at", Value::text("user")),
            ]),
            Self::Error { code, message } => Value::object([
                ("t", Value::text("error")),
                ("code", Value::text(code)),
                ("message", Value::text(message)),
            ]),
            Self::ToolCall {
                id,
                name,
                arguments,
            } => Value::object([
                ("t", Value::text("tool_call")),
                ("callId", Value::text(id)),
                ("name", Value::text(name)),
                ("arguments", Value::text(arguments)),
            ]),
            Self::ServerToolCall { id, name, status } => Value::object([
                ("t", Value::text("server_tool_call")),
                ("id", Value::text(id)),
                ("name", Value::text(name)),
                ("status", Value::text(status)),
            ]),
            Self::Usage {
                input_audio_tokens,
                output_audio_tokens,
            } => Value::object([
                ("t", Value::text("usage")),
                (
                    "inputAudioTokens",
                    Value::Number(*input_audio_tokens as f64),
                ),
                (
                    "outputAudioTokens",
                    Value::Number(*output_audio_tokens as f64),
                ),
            ]),
            Self::End { reason } => {
                Value::object([("t", Value::text("end")), ("reason", Value::text(reason))])
            }
        }
        .write()
    }
}

/// Converts a count from the server. A missing value counts as 0.
fn count(number: Option<f64>) -> u64 {
    // The cast maps negative numbers and NaN to 0.
    number.map_or(0, |number| number as u64)
}

/// A frame to the server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Uplink {
    /// The user's turn is over, so the server need not wait for a pause.
    Commit,
    /// Interrupts the agent.
    Interrupt,
    /// The result of a tool of the page.
    ToolResult {
        /// The id of the call.
        id: String,
        /// The result, often JSON.
        output: String,
    },
}

impl Uplink {
    /// Encodes the frame.
    pub fn encode(&self) -> String {
        match self {
            Self::Commit => r#"{"t":"control","action":"commit"}"#.to_owned(),
            Self::Interrupt => r#"{"t":"interrupt"}"#.to_owned(),
            Self::ToolResult { id, output } => Value::object([
                ("t", Value::text("tool_result")),
                ("callId", Value::text(id)),
                ("output", Value::text(output)),
            ])
            .write(),
        }
    }

    /// Decodes a text frame, as the server does.
    ///
    /// # Errors
    /// Returns why the frame is to be ignored.
    pub fn decode(text: &str, parse: ParseJson) -> Result<Self, Ignored> {
        let json = parse(text).filter(Value::is_object);
        let json = json.ok_or(Ignored::Malformed)?;
        let field = |name: &str| json.get(name).and_then(Value::as_str);
        match field("t").ok_or(Ignored::Malformed)? {
            "control" => match field("action") {
                Some("commit") => Ok(Self::Commit),
                Some(_) => Err(Ignored::UnknownType),
                None => Err(Ignored::WrongFields),
            },
            "interrupt" => Ok(Self::Interrupt),
            "tool_result" => {
                let (id, output) = field("callId")
                    .zip(field("output"))
                    .ok_or(Ignored::WrongFields)?;
                Ok(Self::ToolResult {
                    id: id.to_owned(),
                    output: output.to_owned(),
                })
            }
            _ => Err(Ignored::UnknownType),
        }
    }
}
