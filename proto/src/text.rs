//! Splits strings at an ASCII character, byte by byte. The standard library's searches would
//! add a KB of wasm.

/// Splits at the first occurrence of `at`. Returns `None` if there is none.
pub(crate) fn cut(text: &str, at: u8) -> Option<(&str, &str)> {
    let place = text.bytes().position(|byte| byte == at)?;
    Some((text.get(..place)?, text.get(place + 1..)?))
}

/// Returns the text before the first occurrence of `at`; the whole text if there is none.
pub(crate) fn before(text: &str, at: u8) -> &str {
    cut(text, at).map_or(text, |(before, _)| before)
}
