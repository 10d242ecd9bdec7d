//! The host's JSON parser, with serde_json.

use super::{MAX_DEPTH, Value};

/// The host's [`ParseJson`](super::ParseJson), with serde_json.
pub fn parse(text: &str) -> Option<Value> {
    from_serde(serde_json::from_str(text).ok()?, MAX_DEPTH)
}

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
