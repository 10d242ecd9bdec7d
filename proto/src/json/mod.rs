//! JSON as a small tree, and its writer.
//!
//! The parser is a function in [`Parsers`](crate::Parsers): the browser's own on wasm, because
//! serde_json would add 18 KB, and `serde_json` on the host. Both produce the same tree. The writer
//! is part of this module and the same everywhere.

#[cfg(not(target_arch = "wasm32"))]
mod host;
#[cfg(test)]
mod tests;
mod write;

#[cfg(not(target_arch = "wasm32"))]
pub use host::parse;

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
        write::write(self, &mut out);
        out
    }
}

/// A JSON parser. It returns `None` for a text that is malformed, or nested deeper than
/// [`MAX_DEPTH`].
pub type ParseJson = fn(&str) -> Option<Value>;
