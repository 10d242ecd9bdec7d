//! Exports a transcript as plain text, Markdown, JSON or WebVTT.

use std::fmt;

use super::Turn;
use crate::event::Source;
use crate::json::Value;

/// The minimum duration of a cue, in ms: typed text has no duration of its own.
const SHORTEST_CUE: u64 = 1_000;

/// The format of an exported transcript.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum ExportFormat {
    /// One line per turn: `[0:05] You: Hello`. Further lines of a turn are indented.
    #[default]
    Text,
    /// One paragraph per turn, with the name in bold. Markdown syntax in the text is escaped.
    Markdown,
    /// An array of objects with `source`, `text` and `isFinal`, and, if known, `startedAt` and
    /// `endedAt` in milliseconds since the Unix epoch.
    Json,
    /// Captions: one cue per turn, from its start to its last change, at least 1 s long. The first
    /// turn starts at 0.
    WebVtt,
}

impl ExportFormat {
    /// All formats.
    pub const ALL: [Self; 4] = [Self::Text, Self::Markdown, Self::Json, Self::WebVtt];

    /// Returns the media type, with the charset for text formats.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Text => "text/plain;charset=utf-8",
            Self::Markdown => "text/markdown;charset=utf-8",
            Self::Json => "application/json",
            Self::WebVtt => "text/vtt;charset=utf-8",
        }
    }

    /// Returns the file extension, without a dot.
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Text => "txt",
            Self::Markdown => "md",
            Self::Json => "json",
            Self::WebVtt => "vtt",
        }
    }
}

/// Settings for exporting a transcript: the names of the two sides, and a function that redacts
/// each turn's text before it is formatted.
///
/// ```
/// use speko_client::{Export, ExportFormat, Message, Source, Transcript};
///
/// let mut transcript = Transcript::new();
/// transcript.apply(&Message {
///     source: Source::User,
///     text: "My number is 4711".into(),
///     is_final: true,
///     segment_id: None,
///     started_at: None,
/// });
/// let export = Export {
///     user: "Caller",
///     redact: &|turn| turn.text.replace(|letter: char| letter.is_ascii_digit(), "#"),
///     ..Export::default()
/// };
/// let text = export.write(transcript.turns(), ExportFormat::Text);
/// assert_eq!(text, "Caller: My number is ####\n");
/// ```
#[derive(Clone, Copy)]
pub struct Export<'a> {
    /// The agent's name. Default: "Agent".
    pub agent: &'a str,
    /// The user's name. Default: "You".
    pub user: &'a str,
    /// Returns the text to export for a turn. Default: the turn's whole text.
    pub redact: &'a dyn Fn(&Turn) -> String,
}

impl Default for Export<'_> {
    fn default() -> Self {
        Self {
            agent: "Agent",
            user: "You",
            redact: &|turn| turn.text.clone(),
        }
    }
}

impl fmt::Debug for Export<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Export")
    }
}

impl Export<'_> {
    /// Exports these turns: [`Transcript::turns`](super::Transcript::turns) or a part of them.
    /// Turns whose text is blank are left out.
    pub fn write(&self, turns: &[Turn], format: ExportFormat) -> String {
        let texts = turns.iter().map(|turn| (turn, (self.redact)(turn)));
        let turns = texts.filter(|(_, text)| !text.trim().is_empty());
        match format {
            ExportFormat::Text => self.text(turns),
            ExportFormat::Markdown => self.markdown(turns),
            ExportFormat::Json => json(turns),
            ExportFormat::WebVtt => self.web_vtt(turns),
        }
    }

    fn name(&self, turn: &Turn) -> &str {
        match turn.source {
            Source::Agent => self.agent,
            Source::User => self.user,
        }
    }

    fn text<'t>(&self, turns: impl Iterator<Item = (&'t Turn, String)>) -> String {
        let mut out = String::new();
        let mut first_start = None;
        for (turn, text) in turns {
            if let Some(after) = since(&mut first_start, turn) {
                out += "[";
                push_minutes(&mut out, after);
                out += "] ";
            }
            out += &one_line(self.name(turn));
            out += ":";
            for (number, line) in lines(&text).enumerate() {
                // Indented, so that a line of the text cannot look like another turn.
                out += if number == 0 { " " } else { "\n    " };
                out += line;
            }
            out += "\n";
        }
        out
    }

    fn markdown<'t>(&self, turns: impl Iterator<Item = (&'t Turn, String)>) -> String {
        let mut out = String::new();
        let mut first_start = None;
        for (turn, text) in turns {
            if !out.is_empty() {
                out += "\n";
            }
            out += "**";
            push_markdown(&mut out, &one_line(self.name(turn)));
            out += ":**";
            if let Some(after) = since(&mut first_start, turn) {
                out += " `";
                push_minutes(&mut out, after);
                out += "`";
            }
            for (number, line) in lines(&text).enumerate() {
                // A backslash at the end of a line is a hard line break.
                out += if number == 0 { " " } else { "\\\n" };
                push_markdown(&mut out, line);
            }
            out += "\n";
        }
        out
    }

    fn web_vtt<'t>(&self, turns: impl Iterator<Item = (&'t Turn, String)>) -> String {
        let mut out = "WEBVTT\n".to_owned();
        let (mut first_start, mut start, mut end) = (None, 0, 0);
        for (number, (turn, text)) in turns.enumerate() {
            // A turn without a start time follows the previous turn.
            start = since(&mut first_start, turn).unwrap_or(end).max(start);
            let changed = turn.changed_at.zip(first_start);
            let changed = changed.map_or(0, |(at, first_start)| at.saturating_sub(first_start));
            end = changed.max(start + SHORTEST_CUE);
            out += "\n";
            out += &(number + 1).to_string();
            out += "\n";
            push_clock(&mut out, start);
            out += " --> ";
            push_clock(&mut out, end);
            out += "\n<v ";
            push_vtt(&mut out, &one_line(self.name(turn)));
            out += ">";
            for (number, line) in lines(&text).enumerate() {
                out += if number == 0 { "" } else { "\n" };
                push_vtt(&mut out, line);
            }
            out += "\n";
        }
        out
    }
}

fn json<'t>(turns: impl Iterator<Item = (&'t Turn, String)>) -> String {
    let time = |at: Option<u64>| at.map(|at| Value::Number(at as f64));
    let turn = |(turn, text): (&Turn, String)| {
        Value::sparse([
            ("source", Some(Value::text(turn.source.as_str()))),
            ("text", Some(Value::Text(text))),
            ("isFinal", Some(Value::Bool(turn.is_final))),
            ("startedAt", time(turn.started_at)),
            ("endedAt", time(turn.changed_at)),
        ])
    };
    Value::List(turns.map(turn).collect()).write()
}

/// Returns when this turn began, in ms after the first turn that has a start time.
fn since(first_start: &mut Option<u64>, turn: &Turn) -> Option<u64> {
    let at = turn.started_at?;
    Some(at.saturating_sub(*first_start.get_or_insert(at)))
}

/// Returns the non-blank lines: a blank line would end a paragraph or a cue.
fn lines(text: &str) -> impl Iterator<Item = &str> {
    let broken = text.split([
        '\n', '\r', '\u{b}', '\u{c}', '\u{85}', '\u{2028}', '\u{2029}',
    ]);
    broken.map(str::trim).filter(|line| !line.is_empty())
}

fn one_line(text: &str) -> String {
    lines(text).collect::<Vec<_>>().join(" ")
}

fn push_markdown(out: &mut String, line: &str) {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    for (at, letter) in line.char_indices() {
        let special = match letter {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '&' | '|' | '~' | '$' => true,
            '#' | '+' | '-' | '=' | ':' => at == 0,
            // An ordered list's number.
            '.' | ')' => digits > 0 && at == digits,
            _ => false,
        };
        if special {
            out.push('\\');
        }
        out.push(letter);
    }
}

/// Escaping `<` and `>` prevents tags and the `-->` arrow.
fn push_vtt(out: &mut String, line: &str) {
    for letter in line.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\0' => out.push(char::REPLACEMENT_CHARACTER),
            letter => out.push(letter),
        }
    }
}

/// Formats as `1:05`, or `1:00:05` from one hour on.
fn push_minutes(out: &mut String, millis: u64) {
    let seconds = millis / 1_000;
    let (hours, minutes) = (seconds / 3_600, seconds / 60 % 60);
    if hours > 0 {
        *out += &hours.to_string();
        *out += ":";
    }
    push_padded(out, minutes, if hours > 0 { 2 } else { 1 });
    *out += ":";
    push_padded(out, seconds % 60, 2);
}

/// Formats as `00:01:05.250`.
fn push_clock(out: &mut String, millis: u64) {
    let seconds = millis / 1_000;
    push_padded(out, seconds / 3_600, 2);
    *out += ":";
    push_padded(out, seconds / 60 % 60, 2);
    *out += ":";
    push_padded(out, seconds % 60, 2);
    *out += ".";
    push_padded(out, millis % 1_000, 3);
}

fn push_padded(out: &mut String, number: u64, width: usize) {
    let digits = number.to_string();
    for _ in digits.len()..width {
        out.push('0');
    }
    *out += &digits;
}
