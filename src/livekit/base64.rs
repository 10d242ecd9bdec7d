//! Base64 for one place in a URL. A crate for it weighs more than all that goes through it.

const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// Padded base64url, as it stands in a query: there the padding's `=` means something, and is escaped.
pub(super) fn in_query(bytes: &[u8]) -> String {
    let mut text = String::new();
    for group in bytes.chunks(3) {
        let mut bits = 0;
        for place in 0..3 {
            bits = bits << 8 | usize::from(group.get(place).copied().unwrap_or_default());
        }
        for place in 0..4 {
            bits <<= 6;
            match LETTERS.get(bits >> 24 & 63) {
                Some(letter) if place <= group.len() => text.push(char::from(*letter)),
                _ => text.push_str("%3D"),
            }
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::in_query;
    use base64ct::{Base64Url, Encoding};

    #[test]
    fn it_is_what_everybody_else_writes() {
        let bytes: Vec<u8> = (0..=255).collect();
        for length in 0..bytes.len() {
            let bytes = &bytes[..length];
            let theirs = Base64Url::encode_string(bytes).replace('=', "%3D");
            assert_eq!(in_query(bytes), theirs);
        }
    }
}
