//! Tests of the writer and of the host's parser.

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
