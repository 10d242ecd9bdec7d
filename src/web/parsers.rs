//! The browser's parsers for the protocol crate. serde_json would add 18 KB of wasm, a parser of
//! dates 800 bytes.

use js_sys::{Array, Date, JSON, Object, Reflect};
use speko_proto::json::{MAX_DEPTH, Value};
use speko_proto::{Millis, Parsers};
use wasm_bindgen::{JsCast, JsValue};

pub(crate) const PARSERS: Parsers = Parsers { json, date };

fn json(text: &str) -> Option<Value> {
    from_js(&JSON::parse(text).ok()?, MAX_DEPTH)
}

fn from_js(value: &JsValue, depth: usize) -> Option<Value> {
    let deeper = depth.checked_sub(1)?;
    if let Some(text) = value.as_string() {
        return Some(Value::Text(text));
    }
    if let Some(number) = value.as_f64() {
        return Some(Value::Number(number));
    }
    if let Some(flag) = value.as_bool() {
        return Some(Value::Bool(flag));
    }
    if let Some(items) = value.dyn_ref::<Array>() {
        let mut list = Vec::new();
        for index in 0..items.length() {
            list.push(from_js(&items.get(index), deeper)?);
        }
        return Some(Value::List(list));
    }
    let Some(object) = value.dyn_ref::<Object>() else {
        return Some(Value::Null);
    };
    let names = Object::keys(object);
    let mut fields = Vec::new();
    for index in 0..names.length() {
        let name = names.get(index);
        let value = from_js(&Reflect::get(object, &name).ok()?, deeper)?;
        fields.push((name.as_string()?, value));
    }
    Some(Value::Object(fields))
}

fn date(text: &str) -> Option<Millis> {
    let at = Date::parse(text);
    (at > 0.0).then_some(Millis(at as u64))
}
