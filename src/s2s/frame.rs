//! The JSON frames on the socket, told apart by `t`. Everything else on it is sound: PCM16, little-endian, mono.

use crate::event::Source;
use crate::json::Json;
use crate::packet::Ignored;

/// A sample rate of the wire, in Hz.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Rate {
    /// 16,000
    Low,
    /// 24,000: what counts when nobody says anything valid.
    #[default]
    High,
}

impl Rate {
    /// In Hz.
    pub const fn hz(self) -> u32 {
        match self {
            Self::Low => 16_000,
            Self::High => 24_000,
        }
    }

    /// Only these two exist on the wire.
    pub fn from_hz(hz: f64) -> Option<Self> {
        [Self::Low, Self::High]
            .into_iter()
            .find(|rate| f64::from(rate.hz()) == hz)
    }
}

/// From the server.
#[derive(Clone, Debug, PartialEq)]
pub enum Downlink {
    /// The session stands: from now on there is sound. A rate that is missing or invalid is left to the options.
    Ready {
        /// Of our microphone.
        input: Option<Rate>,
        /// Of the agent.
        output: Option<Rate>,
    },
    /// What either side said.
    Transcript {
        /// Who: anybody but `user` is the agent.
        source: Source,
        /// The text so far.
        text: String,
        /// `false` while it may still change.
        is_final: bool,
    },
    /// Somebody talked over the agent: what is still queued must not be heard.
    Interruption,
    /// Something failed; the session goes on unless the socket closes.
    Error {
        /// Such as `S2S_PROVIDER_CONNECT_FAILED`; `UNKNOWN` when it is missing.
        code: String,
        /// For people who read logs.
        message: String,
    },
    /// The agent wants something done in the page.
    ToolCall {
        /// For the answer.
        id: String,
        /// Of the tool.
        name: String,
        /// JSON, as a text.
        arguments: String,
    },
    /// The agent has something done at the server.
    ServerToolCall {
        /// The call's own.
        id: String,
        /// Of the tool.
        name: String,
        /// `started`, `completed` or `failed`.
        status: String,
    },
    /// What it cost so far.
    Usage {
        /// Tokens of the user's sound.
        input_audio_tokens: u64,
        /// Tokens of the agent's sound.
        output_audio_tokens: u64,
    },
    /// The socket closes next.
    End {
        /// Why; may be empty.
        reason: String,
    },
}

impl Downlink {
    /// Reads a text frame.
    ///
    /// # Errors
    /// Says why it is to be ignored and counted.
    pub fn decode(text: &str) -> Result<Self, Ignored> {
        let json = Json::parse(text).filter(Json::is_object);
        let json = json.ok_or(Ignored::Malformed)?;
        let field = |name: &str| json.get(name).and_then(Json::as_str).map(str::to_owned);
        let needed = |name: &str| field(name).ok_or(Ignored::WrongFields);
        let number = |name: &str| json.get(name).and_then(Json::as_number);
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
                is_final: json.get("final") == Some(&Json::Bool(true)),
            },
            "interruption" => Self::Interruption,
            "error" => Self::Error {
                code: field("code").unwrap_or_else(|| "UNKNOWN".to_owned()),
                message: field("message").unwrap_or_default(),
            },
            "tool_call" => Self::ToolCall {
                id: needed("callId")?,
                name: needed("name")?,
                // Some send JSON instead of a text of it.
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

    /// The frame's text, on the server's side.
    pub fn encode(&self) -> String {
        let rate = |rate: &Option<Rate>| rate.map(|rate| Json::Number(f64::from(rate.hz())));
        match self {
            Self::Ready { input, output } => Json::sparse([
                ("t", Some(Json::text("ready"))),
                ("inputSampleRate", rate(input)),
                ("outputSampleRate", rate(output)),
            ]),
            Self::Transcript {
                source,
                text,
                is_final,
            } => Json::object([
                ("t", Json::text("transcript")),
                (
                    "role",
                    Json::text(match source {
                        Source::User => "user",
                        Source::Agent => "assistant",
                    }),
                ),
                ("text", Json::text(text)),
                ("final", Json::Bool(*is_final)),
            ]),
            Self::Interruption => Json::object([
                ("t", Json::text("interruption")),
                ("at", Json::text("user")),
            ]),
            Self::Error { code, message } => Json::object([
                ("t", Json::text("error")),
                ("code", Json::text(code)),
                ("message", Json::text(message)),
            ]),
            Self::ToolCall {
                id,
                name,
                arguments,
            } => Json::object([
                ("t", Json::text("tool_call")),
                ("callId", Json::text(id)),
                ("name", Json::text(name)),
                ("arguments", Json::text(arguments)),
            ]),
            Self::ServerToolCall { id, name, status } => Json::object([
                ("t", Json::text("server_tool_call")),
                ("id", Json::text(id)),
                ("name", Json::text(name)),
                ("status", Json::text(status)),
            ]),
            Self::Usage {
                input_audio_tokens,
                output_audio_tokens,
            } => Json::object([
                ("t", Json::text("usage")),
                ("inputAudioTokens", Json::Number(*input_audio_tokens as f64)),
                (
                    "outputAudioTokens",
                    Json::Number(*output_audio_tokens as f64),
                ),
            ]),
            Self::End { reason } => {
                Json::object([("t", Json::text("end")), ("reason", Json::text(reason))])
            }
        }
        .write()
    }
}

/// A count that a server sent; what is none counts as 0.
fn count(number: Option<f64>) -> u64 {
    // The cast of a negative number or of none is 0.
    number.map_or(0, |number| number as u64)
}

/// To the server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Uplink {
    /// The user's turn is over: no pause has to be waited for.
    Commit,
    /// The agent shall be silent.
    Interrupt,
    /// What a tool of the page came to.
    ToolResult {
        /// The call's.
        id: String,
        /// Often JSON.
        output: String,
    },
}

impl Uplink {
    /// The frame's text.
    pub fn encode(&self) -> String {
        match self {
            Self::Commit => r#"{"t":"control","action":"commit"}"#.to_owned(),
            Self::Interrupt => r#"{"t":"interrupt"}"#.to_owned(),
            Self::ToolResult { id, output } => Json::object([
                ("t", Json::text("tool_result")),
                ("callId", Json::text(id)),
                ("output", Json::text(output)),
            ])
            .write(),
        }
    }

    /// Reads it on the server's side.
    ///
    /// # Errors
    /// Says why a frame is to be ignored.
    pub fn decode(text: &str) -> Result<Self, Ignored> {
        let json = Json::parse(text).filter(Json::is_object);
        let json = json.ok_or(Ignored::Malformed)?;
        let field = |name: &str| json.get(name).and_then(Json::as_str);
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
