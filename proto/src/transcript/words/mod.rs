//! Compares and joins transcript text of any script. The tables are small: core's Unicode tables
//! would add kilobytes to the wasm.

mod join;

pub(super) use join::join;

/// Returns the characters that are compared. Whitespace, case and punctuation are skipped, since
/// they differ between transcript sources.
pub(crate) fn letters(text: &str) -> impl Iterator<Item = char> + '_ {
    text.chars().filter_map(letter)
}

/// Returns whether the text is empty or only whitespace.
pub(crate) fn is_blank(text: &str) -> bool {
    text.trim().is_empty()
}

/// Returns whether both texts have the same words.
pub(crate) fn is_same(one: &str, other: &str) -> bool {
    letters(one).eq(letters(other))
}

/// Returns whether the text starts with these words. The last one may be incomplete.
pub(crate) fn begins_with(text: &str, start: &str) -> bool {
    let mut letters_of = letters(text);
    letters(start).all(|letter| letters_of.next() == Some(letter))
}

/// Returns whether one text starts with the other.
pub(crate) fn is_related(one: &str, other: &str) -> bool {
    // Punctuation alone begins every text.
    letters(one).next().is_some() == letters(other).next().is_some()
        && (begins_with(one, other) || begins_with(other, one))
}

/// Returns whether the text has more than one word. Scripts without spaces count by letters.
pub(crate) fn is_phrase(text: &str) -> bool {
    let mut dense = letters(text).filter(|letter| join::is_dense(*letter));
    text.trim().contains(' ') || dense.nth(3).is_some()
}

/// Returns whether the text consists of these words and more. Neither is blank, and the last word
/// of `start` is complete in `text`.
pub(super) fn extends(text: &str, start: &str) -> bool {
    let mut rest = text.chars();
    let mut any = false;
    for wanted in letters(start) {
        any = true;
        if rest.by_ref().find_map(letter) != Some(wanted) {
            return false;
        }
    }
    let rest = rest.as_str();
    let next = rest.chars().next();
    let whole = next.is_some_and(|next| letter(next).is_none() || join::is_dense(next));
    any && whole && letters(rest).next().is_some()
}

/// Returns the character as it is compared, or `None` if it is not compared: apostrophes, dashes
/// and other punctuation, whitespace, and Arabic and Hebrew vowel points.
fn letter(letter: char) -> Option<char> {
    let folded = fold(letter);
    let code = u32::from(folded);
    let skipped = if code < 0xC0 {
        !folded.is_ascii_alphanumeric()
    } else {
        is_in(code, &SKIPPED)
    };
    (!skipped).then_some(folded)
}

/// Returns the lowercase letter. Full-width forms become ASCII.
fn fold(letter: char) -> char {
    let code = match u32::from(letter) {
        code @ 0xFF01..=0xFF5E => code - 0xFEE0,
        code => code,
    };
    let case = CASES
        .iter()
        .find(|(first, last, _)| (u32::from(*first)..=u32::from(*last)).contains(&code));
    let lower = match case {
        None => code,
        // Alternating upper and lower case, from an even or an odd code point on.
        Some((_, _, 0)) => code | 1,
        Some((_, _, 1)) => code + (code & 1),
        Some((_, _, distance)) => (code + u32::from(*distance)) & 0xFFFF,
    };
    char::from_u32(lower).unwrap_or(letter)
}

/// The uppercase letters: the first and the last code point, and the distance to lowercase, modulo
/// 2¹⁶. Latin, Greek, Cyrillic and Armenian; other scripts in daily use have no case. The Turkish
/// letters İ and ı become i, as I does.
#[rustfmt::skip]
const CASES: [(u16, u16, u16); 22] = [
    (0x41, 0x5A, 32), (0xC0, 0xDE, 32), (0x130, 0x130, 0xFF39), (0x131, 0x131, 0xFF38),
    (0x100, 0x137, 0), (0x139, 0x148, 1), (0x14A, 0x177, 0), (0x179, 0x17E, 1), (0x1A0, 0x1A1, 0),
    (0x1AF, 0x1B0, 1), (0x1DE, 0x233, 0), (0x386, 0x386, 38), (0x388, 0x38A, 37),
    (0x38C, 0x38C, 64), (0x38E, 0x38F, 63), (0x391, 0x3AB, 32), (0x3C2, 0x3C2, 0),
    (0x400, 0x40F, 80), (0x410, 0x42F, 32), (0x460, 0x52F, 0), (0x531, 0x556, 48),
    (0x1E00, 0x1EFF, 0),
];

/// Punctuation and spaces above Latin-1, as ranges of code points.
#[rustfmt::skip]
const SKIPPED: [(u16, u16); 25] = [
    (0xF7, 0xF7), (0x2B9, 0x2BF), (0x37E, 0x37E), (0x387, 0x387), (0x55A, 0x55F), (0x589, 0x5C7),
    (0x5F3, 0x5F4), (0x60C, 0x61F), (0x640, 0x640), (0x64B, 0x65F), (0x66A, 0x66D), (0x6D4, 0x6D4),
    (0x964, 0x965), (0xF04, 0xF14), (0x104A, 0x104F), (0x1361, 0x1368), (0x17D4, 0x17DA),
    (0x2000, 0x206F), (0x2212, 0x2212), (0x2E00, 0x2E7F), (0x3000, 0x3003), (0x3008, 0x3020),
    (0x30FB, 0x30FB), (0xFE00, 0xFE6F), (0xFEFF, 0xFF65),
];

fn is_in(code: u32, ranges: &[(u16, u16)]) -> bool {
    ranges
        .iter()
        .any(|(first, last)| (u32::from(*first)..=u32::from(*last)).contains(&code))
}
