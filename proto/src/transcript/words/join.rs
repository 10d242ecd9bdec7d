//! Joins the segments of a turn.

use super::{fold, is_in};

/// Joins segments with one space where their scripts and marks have one.
pub(in crate::transcript) fn join<'a>(segments: impl Iterator<Item = &'a str>) -> String {
    let mut text = String::new();
    for segment in segments {
        if is_spaced(&text, segment) {
            text.push(' ');
        }
        text.push_str(segment);
    }
    text
}

/// Returns whether there is a space between these texts, which are trimmed.
fn is_spaced(text: &str, next: &str) -> bool {
    let (mut before, mut after) = (text.chars().rev(), next.chars());
    let (Some(last), Some(first)) = (before.next(), after.next()) else {
        return false;
    };
    let opened = opens(last) || (is_quote(last) && before.next().is_none_or(char::is_whitespace));
    if opened || closes(first) || (is_quote(first) && !is_opening(text, first, after.as_str())) {
        return false;
    }
    let (dense_last, dense_first) = (is_dense(last), is_dense(first));
    // Full-width punctuation includes its space.
    let wide = matches!(last, '\u{3001}'..='\u{3020}' | '\u{ff01}'..='\u{ff65}')
        && !fold(last).is_ascii_alphanumeric();
    !(wide || (dense_first && (dense_last || is_quote(last))) || (dense_last && is_quote(first)))
}

/// Returns whether a quotation mark at the start of a segment opens a quotation.
fn is_opening(text: &str, quote: char, rest: &str) -> bool {
    // French has a space after the opening mark.
    let rest = if quote == '«' {
        rest.trim_start()
    } else {
        rest
    };
    let next = rest.chars().next();
    let word = next.is_some_and(|next| !next.is_whitespace() && !closes(next) && !is_quote(next));
    word && match quote {
        // An apostrophe ("'s", "'ll"), unless the segment also has the closing mark.
        '\'' => rest
            .split('\'')
            .skip(1)
            .any(|after| !after.starts_with(|next: char| next.is_ascii_alphabetic())),
        '"' => text.matches('"').count().is_multiple_of(2),
        _ => true,
    }
}

const fn is_quote(letter: char) -> bool {
    matches!(letter, '"' | '\'' | '“' | '”' | '‘' | '«' | '»' | '‹' | '›')
}

/// Whether this is a mark that attaches to the following word.
const fn opens(letter: char) -> bool {
    matches!(letter, '(' | '[' | '{' | '¿' | '¡' | '„' | '‚')
}

/// Whether this is a mark that attaches to the preceding word.
fn closes(letter: char) -> bool {
    let code = u32::from(letter);
    // Brackets of East Asian scripts alternate: opening, closing.
    let bracket = matches!(code, 0x3008..=0x301B) && code & 1 == 1;
    let ascii = fold(letter);
    bracket
        || matches!(
            ascii,
            ',' | '.' | '!' | '?' | ';' | ':' | ')' | ']' | '}' | '%'
        )
        || is_in(code, &CLOSING)
}

/// Closing marks above ASCII, as ranges of code points.
#[rustfmt::skip]
const CLOSING: [(u16, u16); 23] = [
    (0x37E, 0x37E), (0x387, 0x387), (0x55B, 0x55E), (0x589, 0x589), (0x5BE, 0x5C3), (0x60C, 0x60D),
    (0x61B, 0x61F), (0x66A, 0x66A), (0x6D4, 0x6D4), (0x964, 0x965), (0xF0D, 0xF11),
    (0x104A, 0x104B), (0x1361, 0x1368), (0x17D4, 0x17DA), (0x2019, 0x2019), (0x2026, 0x2026),
    (0x2030, 0x2030), (0x203C, 0x203D), (0x2047, 0x2049), (0x3001, 0x3002), (0x301E, 0x301F),
    (0xFF61, 0xFF61), (0xFF63, 0xFF64),
];

/// Whether this belongs to a script that is written without spaces, or to its punctuation.
pub(super) fn is_dense(letter: char) -> bool {
    let code = u32::from(letter);
    is_in(code, &DENSE) || matches!(code, 0x1F200..=0x1F2FF | 0x20000..=0x3FFFF)
}

/// Thai, Lao, Tibetan and Myanmar; Khmer; Tai and Lanna; Balinese; Chinese and Japanese; Yi;
/// Javanese; Myanmar and Tai Viet; ideographs; vertical, full-width and half-width forms.
#[rustfmt::skip]
const DENSE: [(u16, u16); 11] = [
    (0xE00, 0x109F), (0x1780, 0x17FF), (0x1950, 0x1AAF), (0x1B00, 0x1B7F), (0x2E80, 0x312F),
    (0x3190, 0xA4CF), (0xA980, 0xA9FF), (0xAA60, 0xAADF), (0xF900, 0xFAFF), (0xFE30, 0xFE4F),
    (0xFF01, 0xFF9F),
];
