//! Compares and joins transcript text of any script. The tables are small: core's Unicode tables
//! would add kilobytes to the wasm.

mod join;

use std::str::Chars;

pub(super) use join::join;

/// Returns the characters that are compared. Whitespace, case, accents and punctuation are skipped,
/// since they differ between transcript sources.
pub(crate) fn letters(text: &str) -> Letters<'_> {
    Letters {
        rest: text.chars(),
        repeats: false,
    }
}

pub(crate) struct Letters<'a> {
    rest: Chars<'a>,
    /// Whether an `s` follows: `ß` is `ss`.
    repeats: bool,
}

impl Iterator for Letters<'_> {
    type Item = char;

    fn next(&mut self) -> Option<char> {
        if std::mem::take(&mut self.repeats) {
            return Some('s');
        }
        let letter = self.rest.find_map(letter)?;
        self.repeats = letter == 'ß';
        Some(if self.repeats { 's' } else { letter })
    }
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
    let mut rest = letters(text);
    let mut any = false;
    for wanted in letters(start) {
        any = true;
        if rest.next() != Some(wanted) {
            return false;
        }
    }
    let is_split = rest.repeats;
    let rest = rest.rest.as_str();
    // Marks that are written on a letter end no word.
    let is_mark = |next: &char| matches!(next, '\u{300}'..='\u{670}') && letter(*next).is_none();
    let next = rest.chars().find(|next| !is_mark(next));
    let whole = next.is_some_and(|next| letter(next).is_none() || join::is_dense(next));
    any && !is_split && whole && letters(rest).next().is_some()
}

/// Returns the character as it is compared, or `None` if it is not compared: apostrophes, dashes
/// and other punctuation, whitespace, accents, and Arabic and Hebrew vowel points.
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

/// Returns the lowercase letter without accents, which are either part of the character or
/// characters of their own. Full-width forms become ASCII.
fn fold(letter: char) -> char {
    let mut code = match u32::from(letter) {
        code @ 0xFF01..=0xFF5E => code - 0xFEE0,
        // ẞ
        0x1E9E => 0xDF,
        code => code,
    };
    // Uppercase letters with accents first become lowercase.
    for _ in 0..2 {
        let found = FOLDS
            .iter()
            .find(|(first, more, _)| code.wrapping_sub(u32::from(*first)) <= u32::from(*more));
        code = match found {
            None => break,
            // Alternating upper and lower case, from an even or an odd code point on.
            Some((_, _, 0)) => code | 1,
            Some((_, _, 1)) => code + (code & 1),
            Some((_, _, base @ b'a'..=b'z')) => u32::from(*base),
            Some((_, _, distance)) => code.wrapping_add_signed(i32::from(distance.cast_signed())),
        };
    }
    char::from_u32(code).unwrap_or(letter)
}

/// The uppercase letters and those with accents: the first code point, how many more follow, and
/// the letter without case and accent, or else the distance to it, modulo 256. Latin in daily use,
/// Greek, Cyrillic, Armenian, and Arabic letters with hamza or madda; other scripts in daily use
/// have no case.
#[rustfmt::skip]
const FOLDS: [(u16, u8, u8); 78] = [
    (0x41, 25, 32),
    // Latin-1
    (0xC0, 30, 32), (0xE0, 5, b'a'), (0xE7, 0, b'c'), (0xE8, 3, b'e'), (0xEC, 3, b'i'),
    (0xF1, 0, b'n'), (0xF2, 4, b'o'), (0xF9, 3, b'u'), (0xFD, 0, b'y'), (0xFF, 0, b'y'),
    // Latin Extended-A, also letters with a stroke, and the Turkish İ and ı
    (0x100, 5, b'a'), (0x106, 7, b'c'), (0x10E, 3, b'd'), (0x112, 9, b'e'), (0x11C, 7, b'g'),
    (0x124, 3, b'h'), (0x128, 9, b'i'), (0x134, 1, b'j'), (0x136, 2, b'k'), (0x139, 9, b'l'),
    (0x143, 8, b'n'), (0x14C, 5, b'o'), (0x154, 5, b'r'), (0x15A, 7, b's'),
    (0x162, 5, b't'), (0x168, 11, b'u'), (0x174, 1, b'w'), (0x176, 2, b'y'), (0x179, 5, b'z'),
    (0x132, 1, 0), (0x152, 1, 0),
    // Vietnamese, Romanian, Yoruba and Welsh, then others, of which only the case is folded
    (0x1A0, 1, b'o'), (0x1AF, 1, b'u'), (0x218, 1, b's'), (0x21A, 1, b't'), (0x1EA0, 23, b'a'),
    (0x1EB8, 15, b'e'), (0x1EC8, 3, b'i'), (0x1ECC, 23, b'o'), (0x1EE4, 13, b'u'),
    (0x1EF2, 7, b'y'), (0x1E60, 9, b's'), (0x1E80, 9, b'w'), (0x1DE, 85, 0), (0x1E00, 149, 0),
    // Greek
    (0x386, 0, 38), (0x388, 2, 37), (0x38C, 0, 64), (0x38E, 1, 63), (0x391, 26, 32), (0x3C2, 0, 0),
    (0x390, 0, 41), (0x3B0, 0, 21), (0x3AC, 0, 5), (0x3AD, 0, 8), (0x3AE, 0, 9), (0x3AF, 0, 10),
    (0x3CA, 0, 0xEF), (0x3CB, 0, 0xFA), (0x3CC, 0, 0xF3), (0x3CD, 0, 0xF8), (0x3CE, 0, 0xFB),
    // Cyrillic and Armenian
    (0x400, 15, 80), (0x410, 31, 32), (0x439, 0, 0xFF), (0x451, 0, 0xE4), (0x453, 0, 0xE0),
    (0x457, 0, 0xFF), (0x45C, 0, 0xDE), (0x45E, 0, 0xE5), (0x460, 207, 0), (0x531, 37, 48),
    // Arabic
    (0x622, 0, 5), (0x623, 0, 4), (0x624, 0, 36), (0x625, 0, 2), (0x626, 0, 36),
];

/// Punctuation, spaces and combining marks above Latin-1, as ranges of code points.
#[rustfmt::skip]
const SKIPPED: [(u16, u16); 27] = [
    (0xF7, 0xF7), (0x2B9, 0x2BF), (0x300, 0x36F), (0x37E, 0x37E), (0x387, 0x387), (0x55A, 0x55F),
    (0x589, 0x5C7), (0x5F3, 0x5F4), (0x60C, 0x61F), (0x640, 0x640), (0x64B, 0x65F), (0x66A, 0x66D),
    (0x670, 0x670), (0x6D4, 0x6D4), (0x964, 0x965), (0xF04, 0xF14), (0x104A, 0x104F),
    (0x1361, 0x1368), (0x17D4, 0x17DA), (0x2000, 0x206F), (0x2212, 0x2212), (0x2E00, 0x2E7F),
    (0x3000, 0x3003), (0x3008, 0x3020), (0x30FB, 0x30FB), (0xFE00, 0xFE6F), (0xFEFF, 0xFF65),
];

fn is_in(code: u32, ranges: &[(u16, u16)]) -> bool {
    ranges
        .iter()
        .any(|(first, last)| (u32::from(*first)..=u32::from(*last)).contains(&code))
}
