//! Joins the segments of a turn.

use super::{fold, is_in, letter};

/// Segments that are joined with one space where their scripts and marks have one.
#[derive(Default)]
pub(in crate::transcript) struct Joined {
    pub(in crate::transcript) text: String,
    /// The last character, and whether whitespace or nothing precedes it.
    last: Option<char>,
    begins: bool,
    /// Whether the number of `"` is odd.
    is_quoted: bool,
}

impl Joined {
    /// Appends a segment, which is trimmed.
    pub(in crate::transcript) fn push(&mut self, segment: &str) {
        if self.is_spaced(segment) {
            self.text.push(' ');
        }
        self.text.push_str(segment);
        // What follows the first character does not depend on a space before it.
        let mut former = self.last.is_none();
        for letter in segment.chars() {
            self.begins = former;
            former = letter.is_whitespace();
            self.last = Some(letter);
            self.is_quoted ^= letter == '"';
        }
    }

    fn is_spaced(&self, next: &str) -> bool {
        let mut after = next.chars();
        let (Some(last), Some(first)) = (self.last, after.next()) else {
            return false;
        };
        let quotes = is_quote(first);
        let opened = opens(last) || (is_quote(last) && self.begins);
        let closed = if quotes {
            !self.is_opening(first, after.as_str())
        } else {
            closes(first)
        };
        let (dense_last, dense_first) = (is_dense(last), is_dense(first));
        // Full-width punctuation includes its space.
        let wide = dense_last && letter(last).is_none();
        let dense = (dense_first && (dense_last || is_quote(last))) || (dense_last && quotes);
        !(opened || closed || wide || dense)
    }

    /// Returns whether a quotation mark at the start of a segment opens a quotation: a word
    /// follows.
    fn is_opening(&self, quote: char, rest: &str) -> bool {
        let mut rest = rest.chars();
        // French has a space after the opening mark.
        let next = rest.find(|next| quote != '«' || !next.is_whitespace());
        let word =
            next.is_some_and(|next| !next.is_whitespace() && !closes(next) && !is_quote(next));
        word && match quote {
            // An apostrophe ("'s", "'ll"), unless the segment also has the closing mark.
            '\'' => {
                let mut former = ' ';
                rest.chain([' ']).any(|letter| {
                    let closes = former == '\'' && !letter.is_ascii_alphabetic();
                    former = letter;
                    closes
                })
            }
            '"' => !self.is_quoted,
            _ => true,
        }
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
        // Hyphens and dashes, opening quotation marks, bullets, the minus sign.
        '\u{2010}'..='\u{2018}' | '\u{201a}'..='\u{201c}' | '„' | '\u{2020}'..='\u{2022}' | '−' => {
            false
        }
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
const DENSE: [(u16, u16); 8] = [
    (0xE00, 0x109F), (0x1780, 0x17FF), (0x1950, 0x1B7F), (0x2E80, 0x312F), (0x3190, 0xA4CF),
    (0xA980, 0xAADF), (0xF900, 0xFAFF), (0xFE30, 0xFF9F),
];
