//! The browser's parsers build the same values as those of the host.

use speko_client::web::testing::parsers;
use speko_proto::Millis;
use speko_proto::json::{MAX_DEPTH, Value};
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
fn json_of_every_kind_is_parsed() {
    let parse = parsers().json;
    assert_eq!(
        parse(r#" {"a":[1,-2.5,1e3,"ü\n\u0041",true,false,null],"b":{},"c":[]} "#),
        Some(Value::object([
            (
                "a",
                Value::List(vec![
                    Value::Number(1.0),
                    Value::Number(-2.5),
                    Value::Number(1_000.0),
                    Value::text("ü\nA"),
                    Value::Bool(true),
                    Value::Bool(false),
                    Value::Null,
                ])
            ),
            ("b", Value::Object(Vec::new())),
            ("c", Value::List(Vec::new())),
        ]))
    );
    let twice = parse(r#"{"a":1,"a":2}"#);
    assert_eq!(twice, Some(Value::object([("a", Value::Number(2.0))])));
    for text in ["1", "\"t\"", "true", "null"] {
        assert!(parse(text).is_some(), "{text}");
    }
}

#[wasm_bindgen_test]
fn malformed_or_too_deeply_nested_json_is_rejected() {
    let parse = parsers().json;
    for text in ["", "{", "{'a':1}", "[1,]", "NaN", "undefined", "{} {}"] {
        assert_eq!(parse(text), None, "{text}");
    }
    let nested = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
    assert!(parse(&nested(MAX_DEPTH)).is_some());
    assert_eq!(parse(&nested(MAX_DEPTH + 1)), None);
    assert_eq!(parse(&nested(100_000)), None);
}

#[wasm_bindgen_test]
fn written_json_parses_to_the_same_value() {
    let value = Value::object([
        (
            "text",
            Value::text("“quoted” \\ \"\n\r\t\u{1}\u{1F600}\u{2028}"),
        ),
        ("large", Value::Number(1_795_411_845_123.0)),
        ("fraction", Value::Number(1.25)),
        ("small", Value::Number(2.5e-9)),
        ("list", Value::List(vec![Value::Bool(false), Value::Null])),
    ]);
    assert_eq!((parsers().json)(&value.write()), Some(value));
}

#[wasm_bindgen_test]
fn dates_are_parsed_or_rejected() {
    let parse = parsers().date;
    assert_eq!(
        parse("2026-11-23T05:30:45Z"),
        Some(Millis(1_795_411_845_000))
    );
    assert_eq!(
        parse("2000-02-29T00:00:00.000Z"),
        Some(Millis(951_782_400_000))
    );
    for text in ["", "Z", "tomorrow", "2026-13-40T99:00:00Z"] {
        assert_eq!(parse(text), None, "{text}");
    }
}
