//! Comparing what was said.

/// What counts when words are compared: two ways differ in spaces, capitals and punctuation.
pub(crate) fn letters(text: &str) -> impl Iterator<Item = char> + '_ {
    text.chars()
        .filter(|letter| !letter.is_ascii_punctuation() && !letter.is_whitespace())
        .map(|letter| letter.to_ascii_lowercase())
}

/// Whether the words are the same.
pub(crate) fn is_same(one: &str, other: &str) -> bool {
    letters(one).eq(letters(other))
}

/// Whether a text begins with these words.
pub(crate) fn begins_with(text: &str, start: &str) -> bool {
    let mut letters_of = letters(text);
    letters(start).all(|letter| letters_of.next() == Some(letter))
}

/// Whether either begins with the other.
pub(crate) fn is_related(one: &str, other: &str) -> bool {
    begins_with(one, other) || begins_with(other, one)
}

/// One space between segments, none before punctuation that belongs to the word before.
pub(crate) fn join<'a>(segments: impl Iterator<Item = &'a str>) -> String {
    let mut text = String::new();
    for segment in segments.filter(|segment| !segment.is_empty()) {
        if !text.is_empty() && !segment.chars().next().is_some_and(closes) {
            text.push(' ');
        }
        text.push_str(segment);
    }
    text
}

/// Punctuation that belongs to the word before it.
const fn closes(letter: char) -> bool {
    matches!(
        letter,
        ',' | '.' | '!' | '?' | ';' | ':' | ')' | ']' | '}' | '%' | '\'' | '"'
    )
}
