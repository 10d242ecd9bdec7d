//! Writes styles directly to elements, without signals.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

/// Sets a custom property to a number from 0 to 1 with three decimals. `None` removes it.
pub(crate) fn set(element: &Element, name: &str, value: Option<f32>) {
    let style = element.unchecked_ref::<HtmlElement>().style();
    // Fails only for elements that cannot be styled.
    let _ = match value {
        Some(value) => style.set_property(name, &thousandths(value)),
        None => style.remove_property(name).map(drop),
    };
}

/// Formatted by hand, since formatting floats would add 8 KB.
fn thousandths(value: f32) -> String {
    let value = (value.clamp(0.0, 1.0) * 1000.0) as u32;
    if value >= 1000 {
        return "1".to_owned();
    }
    // Adding 1000 keeps the leading zeros.
    let digits = (value + 1000).to_string();
    ["0.", digits.get(1..).unwrap_or("0")].concat()
}

/// Applies inline styles to an element that no style sheet styles, which is an empty inline box.
pub(crate) fn fall_back(element: &Element, css: &str) {
    let style = web_sys::window().and_then(|window| window.get_computed_style(element).ok()?);
    let plain =
        style.is_some_and(|style| style.get_property_value("display").as_deref() == Ok("inline"));
    if plain {
        let _ = element.set_attribute("style", css);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_are_clamped_and_formatted_with_three_decimals() {
        for (value, written) in [
            (0.0, "0.000"),
            (0.0125, "0.012"),
            (0.111, "0.111"),
            (0.5, "0.500"),
            (0.9999, "0.999"),
            (1.0, "1"),
            (7.0, "1"),
            (-1.0, "0.000"),
        ] {
            assert_eq!(thousandths(value), written);
        }
    }
}
