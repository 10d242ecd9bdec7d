//! Base64 encoding for the join request in the URL. A crate would be larger than this code.

const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// Encodes bytes as padded base64url for a query string. The padding's `=` is a delimiter there, so
/// it is percent-encoded.
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
    fn query_encoding_matches_base64url() {
        let bytes: Vec<u8> = (0..=255).collect();
        for length in 0..bytes.len() {
            let bytes = &bytes[..length];
            let theirs = Base64Url::encode_string(bytes).replace('=', "%3D");
            assert_eq!(in_query(bytes), theirs);
        }
    }
}
