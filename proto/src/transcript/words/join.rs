//! Joins the segments of a turn.

use std::str::Chars;

use super::{fold, is_in, letter};

/// Appends a segment, which is trimmed, after one space where its script and marks have one.
pub(in crate::transcript) fn join(text: &mut String, segment: &str) {
    if is_spaced(text, segment) {
        text.push(' ');
    }
    text.push_str(segment);
}

fn is_spaced(text: &str, next: &str) -> bool {
    let (mut before, mut after) = (text.chars(), next.chars());
    let (Some(last), Some(first)) = (before.next_back(), after.next()) else {
        return false;
    };
    let begins = before.next_back().is_none_or(char::is_whitespace);
    let quotes = is_quote(first);
    let opened = opens(last) || (is_quote(last) && begins);
    let closed = if quotes {
        !is_opening(text, first, after)
    } else {
        closes(first)
    };
    let (dense_last, dense_first) = (is_dense(last), is_dense(first));
    // Full-width punctuation includes its space.
    let wide = dense_last && letter(last).is_none();
    let dense = (dense_first && (dense_last || is_quote(last))) || (dense_last && quotes);
    !(opened || closed || wide || dense)
}

/// Returns whether a quotation mark at the start of a segment opens a quotation: a word follows.
/// `text` is what precedes it, and `rest` what follows.
fn is_opening(text: &str, quote: char, mut rest: Chars<'_>) -> bool {
    // French has a space after the opening mark.
    let next = rest.find(|next| quote != '«' || !next.is_whitespace());
    let word = next.is_some_and(|next| !next.is_whitespace() && !closes(next) && !is_quote(next));
    word && match quote {
        // An apostrophe ("'s", "'ll"), unless the segment also has the closing mark.
        '\'' => {
            let mut former = ' ';
            rest.any(|letter| {
                let closes = former == '\'' && !letter.is_ascii_alphabetic();
                former = letter;
                closes
            }) || former == '\''
        }
        // It closes a quotation if the number of these marks is odd.
        '"' => text.bytes().filter(|byte| *byte == b'"').count() & 1 == 0,
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
fn closes(mark: char) -> bool {
    match mark {
        // Hyphens and dashes, opening quotation marks, bullets, the minus sign, invisible marks.
        '\u{2000}'..='\u{2018}'
        | '\u{201a}'..='\u{201c}'
        | '„'
        | '\u{2020}'..='\u{2022}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{61c}'
        | '\u{feff}'
        | '−' => false,
        // Brackets of East Asian scripts alternate: opening, closing.
        '\u{3008}'..='\u{301b}' => u32::from(mark) & 1 == 1,
        '｢' => false,
        _ => match fold(mark) {
            ',' | '.' | '!' | '?' | ';' | ':' | ')' | ']' | '}' | '%' => true,
            mark => mark > '\u{c0}' && letter(mark).is_none(),
        },
    }
}

/// Whether this belongs to a script that is written without spaces, or to its punctuation.
pub(super) fn is_dense(letter: char) -> bool {
    let code = u32::from(letter);
    is_in(code, &DENSE) || matches!(code, 0x20000..=0x3FFFF)
}

/// Thai, Lao, Tibetan and Myanmar; Khmer; Tai and Balinese; Chinese and Japanese; Yi; Javanese and
/// Myanmar; ideographs; vertical, full-width and half-width forms.
#[rustfmt::skip]
const DENSE: [(u16, u16); 9] = [
    (0xE00, 0x109F), (0x1780, 0x17FF), (0x1950, 0x1B7F), (0x2E80, 0x312F), (0x3190, 0xA4CF),
    (0xA980, 0xAADF), (0xF900, 0xFAFF), (0xFE30, 0xFE6F), (0xFF00, 0xFF9F),
];
