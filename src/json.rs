//! The one place that reads and writes JSON.
//!
//! In the browser it is the browser's own `JSON` (serde_json would add 18 KB of wasm and a formatted float 8 KB more);
//! on a host it is serde_json. Both sides give the same small tree, and callers never see the difference.

/// A JSON value. Objects keep their order; of doubled keys the last one counts.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Json {
    Null,
    Bool(bool),
    Number(f64),
    Text(String),
    List(Vec<Json>),
    Object(Vec<(String, Json)>),
}

/// Deeper nesting is refused: nothing that we speak is deep, and a server must not exhaust the stack.
const MAX_DEPTH: usize = 32;

impl Json {
    /// Reads one JSON text; nothing if it is none.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        backend::parse(text)
    }

    /// Writes it without spaces. A number that JSON cannot hold becomes `null`.
    pub(crate) fn write(&self) -> String {
        backend::write(self)
    }

    /// An object of these fields.
    pub(crate) fn object<const N: usize>(fields: [(&str, Json); N]) -> Self {
        Self::sparse(fields.map(|(name, value)| (name, Some(value))))
    }

    /// An object of those fields that are given.
    pub(crate) fn sparse<const N: usize>(mut fields: [(&str, Option<Json>); N]) -> Self {
        Self::given(&mut fields)
    }

    /// Takes them, so that this is there once and not for each number of fields.
    fn given(fields: &mut [(&str, Option<Json>)]) -> Self {
        let mut object = Vec::new();
        for (name, value) in fields {
            if let Some(value) = value.take() {
                object.push(((*name).to_owned(), value));
            }
        }
        Self::Object(object)
    }

    /// A text.
    pub(crate) fn text(text: &str) -> Self {
        Self::Text(text.to_owned())
    }

    /// The field of an object; `null` counts as absent.
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

    /// Whether it is an object without fields.
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

    /// As a browser writes it: `1`, not `1.0`.
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
    fn reads_what_it_writes() {
        let json = Json::object([
            ("text", Json::text("“quoted”\n\u{1F600}")),
            ("n", Json::Number(1.0)),
            ("half", Json::Number(0.5)),
            ("list", Json::List(vec![Json::Bool(true), Json::Null])),
        ]);
        assert_eq!(Json::parse(&json.write()), Some(json));
    }

    #[test]
    fn whole_numbers_have_no_point() {
        assert_eq!(Json::Number(1.0).write(), "1");
        assert_eq!(Json::Number(f64::NAN).write(), "null");
    }

    #[test]
    fn refuses_what_is_no_json_or_too_deep() {
        assert_eq!(Json::parse("{"), None);
        assert_eq!(Json::parse(""), None);
        let deep = "[".repeat(40) + &"]".repeat(40);
        assert_eq!(Json::parse(&deep), None);
    }

    #[test]
    fn null_is_absent_and_the_last_of_doubled_keys_counts() {
        assert_eq!(Json::parse(r#"{"a":null}"#).unwrap().get("a"), None);
        assert_eq!(
            Json::parse(r#"{"a":1,"a":2}"#).unwrap().get("a"),
            Some(&Json::Number(2.0))
        );
    }
}
