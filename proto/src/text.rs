//! Searches strings byte by byte. The standard library's searches would add several KB of wasm.

/// Splits at the first occurrence of `at`. Returns `None` if there is none.
pub(crate) fn split_once(text: &str, at: u8) -> Option<(&str, &str)> {
    let index = text.bytes().position(|byte| byte == at)?;
    Some((text.get(..index)?, text.get(index + 1..)?))
}

/// Returns the text before the first occurrence of `at`; the whole text if there is none.
pub(crate) fn before(text: &str, at: u8) -> &str {
    split_once(text, at).map_or(text, |(before, _)| before)
}

/// Returns whether `text` contains `words`, which must not be empty.
pub(crate) fn contains(text: &str, words: &str) -> bool {
    let mut windows = text.as_bytes().windows(words.len().max(1));
    windows.any(|window| window == words.as_bytes())
}
