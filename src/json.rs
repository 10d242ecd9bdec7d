//! The only module that reads and writes JSON.
//!
//! In the browser it uses the built-in `JSON` object; serde_json would add 18 KB of wasm, and
//! formatting a float 8 KB more. On the host it uses serde_json. Both backends produce the same
//! tree.

/// A JSON value. Objects keep the order of their fields; of duplicate keys the last one counts.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Json {
    Null,
    Bool(bool),
    Number(f64),
    Text(String),
    List(Vec<Json>),
    Object(Vec<(String, Json)>),
}

/// The maximum nesting depth. Our formats are flat, and a server must not be able to exhaust the
/// stack.
const MAX_DEPTH: usize = 32;

impl Json {
    /// Parses a JSON text. Returns `None` if it is malformed or nested too deeply.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        backend::parse(text)
    }

    /// Serializes without whitespace. A number that JSON cannot represent becomes `null`.
    pub(crate) fn write(&self) -> String {
        backend::write(self)
    }

    /// Creates an object with these fields.
    pub(crate) fn object<const N: usize>(fields: [(&str, Json); N]) -> Self {
        Self::sparse(fields.map(|(name, value)| (name, Some(value))))
    }

    /// Creates an object with the fields that are `Some`.
    pub(crate) fn sparse<const N: usize>(mut fields: [(&str, Option<Json>); N]) -> Self {
        Self::given(&mut fields)
    }

    /// The non-generic part of `sparse`, compiled once instead of once per `N`.
    fn given(fields: &mut [(&str, Option<Json>)]) -> Self {
        let mut object = Vec::new();
        for (name, value) in fields {
            if let Some(value) = value.take() {
                object.push(((*name).to_owned(), value));
            }
        }
        Self::Object(object)
    }

    /// Creates a string value.
    pub(crate) fn text(text: &str) -> Self {
        Self::Text(text.to_owned())
    }

    /// Returns a field of an object. A `null` field counts as absent.
    pub(crate) fn get(&self, name: &str) -> Option<&Self> {
        let Self::Object(fields) = self else {
            return None;
        };
        let (_, value) = fields.iter().rev().find(|(key, _)| key == name)?;
        (!matches!(value, Self::Null)).then_some(value)
    }

    pub(crate) fn as_str(&self) -> Option<&str> {
        let Self::Text(text) = self else { return None };
        Some(text)
    }

    pub(crate) fn as_bool(&self) -> Option<bool> {
        let Self::Bool(value) = self else { return None };
        Some(*value)
    }

    pub(crate) fn as_number(&self) -> Option<f64> {
        let Self::Number(value) = self else {
            return None;
        };
        Some(*value)
    }

    /// Returns whether this is an object without fields.
    pub(crate) fn is_empty(&self) -> bool {
        matches!(self, Self::Object(fields) if fields.is_empty())
    }

    pub(crate) fn is_object(&self) -> bool {
        matches!(self, Self::Object(_))
    }
}

#[cfg(not(target_arch = "wasm32"))]
mod backend {
    use super::{Json, MAX_DEPTH};
    use serde_json::{Map, Number, Value};

    pub(super) fn parse(text: &str) -> Option<Json> {
        from_value(serde_json::from_str(text).ok()?, MAX_DEPTH)
    }

    pub(super) fn write(json: &Json) -> String {
        to_value(json).to_string()
    }

    fn from_value(value: Value, depth: usize) -> Option<Json> {
        let deeper = depth.checked_sub(1)?;
        Some(match value {
            Value::Null => Json::Null,
            Value::Bool(value) => Json::Bool(value),
            Value::Number(number) => Json::Number(number.as_f64()?),
            Value::String(text) => Json::Text(text),
            Value::Array(items) => Json::List(
                items
                    .into_iter()
                    .map(|item| from_value(item, deeper))
                    .collect::<Option<_>>()?,
            ),
            Value::Object(fields) => {
                let field = |(name, value)| Some((name, from_value(value, deeper)?));
                Json::Object(fields.into_iter().map(field).collect::<Option<_>>()?)
            }
        })
    }

    fn to_value(json: &Json) -> Value {
        match json {
            Json::Null => Value::Null,
            Json::Bool(value) => Value::Bool(*value),
            Json::Number(number) => whole(*number)
                .map(Value::from)
                .unwrap_or_else(|| Number::from_f64(*number).map_or(Value::Null, Value::Number)),
            Json::Text(text) => Value::String(text.clone()),
            Json::List(items) => Value::Array(items.iter().map(to_value).collect()),
            Json::Object(fields) => Value::Object(
                fields
                    .iter()
                    .map(|(name, value)| (name.clone(), to_value(value)))
                    .collect::<Map<_, _>>(),
            ),
        }
    }

    /// Integers are written as a browser writes them: `1`, not `1.0`.
    fn whole(number: f64) -> Option<i64> {
        let exact = number.fract() == 0.0 && number.abs() < 9e15;
        exact.then_some(number as i64)
    }
}

#[cfg(target_arch = "wasm32")]
mod backend {
    use super::{Json, MAX_DEPTH};
    use js_sys::{Array, JSON, JsString, Object, Reflect};
    use wasm_bindgen::{JsCast, JsValue};

    pub(super) fn parse(text: &str) -> Option<Json> {
        from_js(&JSON::parse(text).ok()?, MAX_DEPTH)
    }

    pub(super) fn write(json: &Json) -> String {
        JSON::stringify(&to_js(json))
            .map(String::from)
            .unwrap_or_default()
    }

    fn from_js(value: &JsValue, depth: usize) -> Option<Json> {
        let deeper = depth.checked_sub(1)?;
        if let Some(text) = value.as_string() {
            return Some(Json::Text(text));
        }
        if let Some(number) = value.as_f64() {
            return Some(Json::Number(number));
        }
        if let Some(flag) = value.as_bool() {
            return Some(Json::Bool(flag));
        }
        if let Some(items) = value.dyn_ref::<Array>() {
            let mut list = Vec::new();
            for index in 0..items.length() {
                list.push(from_js(&items.get(index), deeper)?);
            }
            return Some(Json::List(list));
        }
        let Some(object) = value.dyn_ref::<Object>() else {
            return Some(Json::Null);
        };
        let names = Object::keys(object);
        let mut fields = Vec::new();
        for index in 0..names.length() {
            let name = names.get(index);
            let value = from_js(&Reflect::get(object, &name).ok()?, deeper)?;
            fields.push((name.as_string()?, value));
        }
        Some(Json::Object(fields))
    }

    fn to_js(json: &Json) -> JsValue {
        match json {
            Json::Null => JsValue::NULL,
            Json::Bool(value) => JsValue::from_bool(*value),
            Json::Number(number) => JsValue::from_f64(*number),
            Json::Text(text) => JsString::from(text.as_str()).into(),
            Json::List(items) => items.iter().map(to_js).collect::<Array>().into(),
            Json::Object(fields) => {
                let object = Object::new();
                for (name, value) in fields {
                    // Setting a property of a fresh plain object cannot fail.
                    let _ = Reflect::set(&object, &name.as_str().into(), &to_js(value));
                }
                object.into()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Json;

    #[test]
    fn written_json_parses_to_the_same_value() {
        let json = Json::object([
            ("text", Json::text("“quoted”\n\u{1F600}")),
            ("n", Json::Number(1.0)),
            ("half", Json::Number(0.5)),
            ("list", Json::List(vec![Json::Bool(true), Json::Null])),
        ]);
        assert_eq!(Json::parse(&json.write()), Some(json));
    }

    #[test]
    fn integers_have_no_decimal_point_and_nan_is_null() {
        assert_eq!(Json::Number(1.0).write(), "1");
        assert_eq!(Json::Number(f64::NAN).write(), "null");
    }

    #[test]
    fn invalid_or_too_deeply_nested_json_is_rejected() {
        assert_eq!(Json::parse("{"), None);
        assert_eq!(Json::parse(""), None);
        let deep = "[".repeat(40) + &"]".repeat(40);
        assert_eq!(Json::parse(&deep), None);
    }

    #[test]
    fn null_is_absent_and_the_last_duplicate_key_wins() {
        assert_eq!(Json::parse(r#"{"a":null}"#).unwrap().get("a"), None);
        assert_eq!(
            Json::parse(r#"{"a":1,"a":2}"#).unwrap().get("a"),
            Some(&Json::Number(2.0))
        );
    }
}
