//! Texts cut at a character of ASCII, byte by byte: the standard library's searches bring a KB of their own.

/// What stands before and behind the first of these characters.
pub(crate) fn cut(text: &str, at: u8) -> Option<(&str, &str)> {
    let place = text.bytes().position(|byte| byte == at)?;
    Some((text.get(..place)?, text.get(place + 1..)?))
}

/// What stands before the first of these characters; all of it where there is none.
pub(crate) fn before(text: &str, at: u8) -> &str {
    cut(text, at).map_or(text, |(before, _)| before)
}
