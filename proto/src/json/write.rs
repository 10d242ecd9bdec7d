//! The JSON writer.

use super::Value;

pub(super) fn write(value: &Value, out: &mut String) {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(true) => out.push_str("true"),
        Value::Bool(false) => out.push_str("false"),
        Value::Number(number) => write_number(*number, out),
        Value::Text(text) => write_text(text, out),
        Value::List(items) => {
            let mut separator = '[';
            for item in items {
                out.push(separator);
                write(item, out);
                separator = ',';
            }
            out.push_str(if separator == '[' { "[]" } else { "]" });
        }
        Value::Object(fields) => {
            let mut separator = '{';
            for (name, value) in fields {
                out.push(separator);
                write_text(name, out);
                out.push(':');
                write(value, out);
                separator = ',';
            }
            out.push_str(if separator == '{' { "{}" } else { "}" });
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

/// Writes an integer. Smaller than std's formatter.
fn write_integer(number: u64, out: &mut String) {
    if number > 9 {
        write_integer(number / 10, out);
    }
    out.push((b'0' + (number % 10) as u8).into());
}
