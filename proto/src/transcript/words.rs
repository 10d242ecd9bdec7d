//! Compares and joins transcript text.

/// Returns the characters that are compared. Whitespace, case and punctuation are skipped, since
/// they differ between transcript sources.
pub(crate) fn letters(text: &str) -> impl Iterator<Item = char> + '_ {
    text.chars()
        .filter(|letter| !letter.is_ascii_punctuation() && !letter.is_whitespace())
        .map(|letter| letter.to_ascii_lowercase())
}

/// Returns whether both texts have the same words.
pub(crate) fn is_same(one: &str, other: &str) -> bool {
    letters(one).eq(letters(other))
}

/// Returns whether the text starts with these words.
pub(crate) fn begins_with(text: &str, start: &str) -> bool {
    let mut letters_of = letters(text);
    letters(start).all(|letter| letters_of.next() == Some(letter))
}

/// Returns whether one text starts with the other.
pub(crate) fn is_related(one: &str, other: &str) -> bool {
    begins_with(one, other) || begins_with(other, one)
}

/// Joins segments with one space, without a space before closing punctuation.
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

/// Whether this is punctuation that attaches to the preceding word.
const fn closes(letter: char) -> bool {
    matches!(
        letter,
        ',' | '.' | '!' | '?' | ';' | ':' | ')' | ']' | '}' | '%' | '\'' | '"'
    )
}
