//! JSON as a small tree, and its writer.
//!
//! The parser is a function in [`Parsers`](crate::Parsers): the browser's own on wasm, because
//! serde_json would add 18 KB, and `serde_json` on the host. Both produce the same tree. The writer
//! is part of this module and the same everywhere.

/// A JSON value. Objects keep the order of their fields; of duplicate keys the last one counts.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number, as JavaScript reads it.
    Number(f64),
    /// A string.
    Text(String),
    /// An array.
    List(Vec<Value>),
    /// An object.
    Object(Vec<(String, Value)>),
}

/// The maximum nesting depth. Our formats are flat, and a server must not be able to exhaust the
/// stack.
pub const MAX_DEPTH: usize = 32;

impl Value {
    /// Creates an object with these fields.
    pub fn object<const N: usize>(fields: [(&str, Value); N]) -> Self {
        Self::sparse(fields.map(|(name, value)| (name, Some(value))))
    }

    /// Creates an object with the fields that are `Some`.
    pub fn sparse<const N: usize>(mut fields: [(&str, Option<Value>); N]) -> Self {
        Self::given(&mut fields)
    }

    /// The non-generic part of `sparse`, compiled once instead of once per `N`.
    fn given(fields: &mut [(&str, Option<Value>)]) -> Self {
        let mut object = Vec::new();
        for (name, value) in fields {
            if let Some(value) = value.take() {
                object.push(((*name).to_owned(), value));
            }
        }
        Self::Object(object)
    }

    /// Creates a string value.
    pub fn text(text: &str) -> Self {
        Self::Text(text.to_owned())
    }

    /// Returns a field of an object. A `null` field counts as absent.
    pub fn get(&self, name: &str) -> Option<&Self> {
        let Self::Object(fields) = self else {
            return None;
        };
        let (_, value) = fields.iter().rev().find(|(key, _)| key == name)?;
        (!matches!(value, Self::Null)).then_some(value)
    }

    /// Returns the text of a string.
    pub fn as_str(&self) -> Option<&str> {
        let Self::Text(text) = self else { return None };
        Some(text)
    }

    /// Returns the value of a boolean.
    pub fn as_bool(&self) -> Option<bool> {
        let Self::Bool(value) = self else { return None };
        Some(*value)
    }

    /// Returns the value of a number.
    pub fn as_number(&self) -> Option<f64> {
        let Self::Number(value) = self else {
            return None;
        };
        Some(*value)
    }

    /// Returns whether this is an object without fields.
    pub fn is_empty(&self) -> bool {
        matches!(self, Self::Object(fields) if fields.is_empty())
    }

    /// Returns whether this is an object.
    pub fn is_object(&self) -> bool {
        matches!(self, Self::Object(_))
    }

    /// Serializes without whitespace. A number that JSON cannot represent becomes `null`.
    pub fn write(&self) -> String {
        let mut out = String::new();
        write(self, &mut out);
        out
    }
}

fn write(value: &Value, out: &mut String) {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(true) => out.push_str("true"),
        Value::Bool(false) => out.push_str("false"),
        Value::Number(number) => write_number(*number, out),
        Value::Text(text) => write_text(text, out),
        Value::List(items) => {
            let mut before = '[';
            for item in items {
                out.push(before);
                write(item, out);
                before = ',';
            }
            out.push_str(if before == '[' { "[]" } else { "]" });
        }
        Value::Object(fields) => {
            let mut before = '{';
            for (name, value) in fields {
                out.push(before);
                write_text(name, out);
                out.push(':');
                write(value, out);
                before = ',';
            }
            out.push_str(if before == '{' { "{}" } else { "}" });
        }
    }
}

fn write_text(text: &str, out: &mut String) {
    out.push('"');
    for letter in text.chars() {
        match letter {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\0'..='\u{1f}' => {
                out.push_str("\\u00");
                for digit in [letter as u32 >> 4, letter as u32 & 15] {
                    out.extend(char::from_digit(digit, 16));
                }
            }
            letter => out.push(letter),
        }
    }
    out.push('"');
}

/// Below this, an `f64` holds every integer.
const EXACT: f64 = 9e15;

/// Writes a number without the formatter of the standard library, which would add 8 KB of wasm.
/// Integers have no decimal point, as in JavaScript. From 0.001 to 1e19 a number of up to 15
/// significant digits is read back unchanged; otherwise its last digits may differ.
fn write_number(number: f64, out: &mut String) {
    if !number.is_finite() {
        return out.push_str("null");
    }
    if number < 0.0 {
        out.push('-');
    }
    let (mut number, mut exponent) = (number.abs(), 0_i32);
    while number >= 1e19 {
        (number, exponent) = (number / 1e10, exponent + 10);
    }
    while number > 0.0 && number < 1e-3 {
        (number, exponent) = (number * 1e10, exponent - 10);
    }
    // The fewest decimals with which it is read back unchanged. The cast rounds without a function.
    let rounded = |scale: u64| {
        let scaled = number * scale as f64;
        // From 2^52 on every number is whole, and adding a half would round it.
        if scaled < 4e15 {
            (scaled + 0.5) as u64
        } else {
            scaled as u64
        }
    };
    let mut scale = 1;
    while rounded(scale) as f64 / scale as f64 != number && number * (scale as f64) < EXACT / 10.0 {
        scale *= 10;
    }
    let mut rest = rounded(scale);
    write_integer(rest / scale, out);
    rest %= scale;
    if rest > 0 {
        out.push('.');
    }
    while rest > 0 {
        scale /= 10;
        write_integer(rest / scale, out);
        rest %= scale;
    }
    if exponent != 0 {
        out.push_str(if exponent < 0 { "e-" } else { "e" });
        write_integer(exponent.unsigned_abs().into(), out);
    }
}

/// Smaller than the formatter of the standard library.
fn write_integer(number: u64, out: &mut String) {
    if number > 9 {
        write_integer(number / 10, out);
    }
    out.push((b'0' + (number % 10) as u8).into());
}

/// A JSON parser. It returns `None` for a text that is malformed, or nested deeper than
/// [`MAX_DEPTH`].
pub type ParseJson = fn(&str) -> Option<Value>;

/// The host's [`ParseJson`], with serde_json.
#[cfg(not(target_arch = "wasm32"))]
pub fn parse(text: &str) -> Option<Value> {
    from_serde(serde_json::from_str(text).ok()?, MAX_DEPTH)
}

#[cfg(not(target_arch = "wasm32"))]
fn from_serde(value: serde_json::Value, depth: usize) -> Option<Value> {
    use serde_json::Value as Theirs;
    let deeper = depth.checked_sub(1)?;
    Some(match value {
        Theirs::Null => Value::Null,
        Theirs::Bool(value) => Value::Bool(value),
        Theirs::Number(number) => Value::Number(number.as_f64()?),
        Theirs::String(text) => Value::Text(text),
        Theirs::Array(items) => {
            let items = items.into_iter().map(|item| from_serde(item, deeper));
            Value::List(items.collect::<Option<_>>()?)
        }
        Theirs::Object(fields) => {
            let field = |(name, value)| Some((name, from_serde(value, deeper)?));
            Value::Object(fields.into_iter().map(field).collect::<Option<_>>()?)
        }
    })
}

#[cfg(test)]
mod tests {
    use super::{Value, parse};

    #[test]
    fn written_json_parses_to_the_same_value() {
        let json = Value::object([
            (
                "text",
                Value::text("“quoted” \\ \"\n\r\t\u{1}\u{1f}\u{7f}\u{1F600}"),
            ),
            ("n", Value::Number(1.0)),
            ("half", Value::Number(0.5)),
            ("list", Value::List(vec![Value::Bool(true), Value::Null])),
            ("empty", Value::List(Vec::new())),
            ("none", Value::Object(Vec::new())),
        ]);
        assert_eq!(parse(&json.write()), Some(json));
    }

    #[test]
    fn written_numbers_are_those_of_javascript() {
        for (number, text) in [
            (1.0, "1"),
            (0.0, "0"),
            (-3.0, "-3"),
            (1_795_411_845_123.0, "1795411845123"),
            (0.1, "0.1"),
            (1.25, "1.25"),
            (-0.05, "-0.05"),
            (0.001_234, "0.001234"),
            (123_456.789, "123456.789"),
            (9_007_199_254_740_993.0, "9007199254740992"),
            (4_503_599_627_370_497.0, "4503599627370497"),
            (1e20, "10000000000e10"),
            (-2.5e-9, "-25e-10"),
            (f64::NAN, "null"),
            (f64::INFINITY, "null"),
        ] {
            assert_eq!(Value::Number(number).write(), text);
        }
    }

    #[test]
    fn every_magnitude_is_read_back_within_its_last_digit() {
        for exponent in -300..300 {
            for mantissa in [1.0, 1.7, 9.87654321, 0.1 + 0.2] {
                let number = mantissa * 10_f64.powi(exponent);
                let text = Value::Number(number).write();
                let read = parse(&text).and_then(|read| read.as_number());
                let difference = (read.unwrap() - number).abs() / number;
                assert!(difference < 1e-14, "{number:e} is written as {text}");
            }
        }
    }

    #[test]
    fn invalid_or_too_deeply_nested_json_is_rejected() {
        assert_eq!(parse("{"), None);
        assert_eq!(parse(""), None);
        let deep = "[".repeat(40) + &"]".repeat(40);
        assert_eq!(parse(&deep), None);
    }

    #[test]
    fn null_is_absent_and_the_last_duplicate_key_wins() {
        assert_eq!(parse(r#"{"a":null}"#).unwrap().get("a"), None);
        assert_eq!(
            parse(r#"{"a":1,"a":2}"#).unwrap().get("a"),
            Some(&Value::Number(2.0))
        );
    }
}
