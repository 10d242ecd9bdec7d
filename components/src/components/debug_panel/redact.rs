//! Removes possible secrets from a text. The session never shows one itself, but the text of a
//! server's error may contain one.

/// A run of letters and digits of this length is neither a word nor part of a dashed id.
const LONGEST: usize = 32;
const GONE: &str = "[removed]";

/// Returns the text without tokens, keys and URL queries.
pub(super) fn redact(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut bearer = false;
    for word in text.split_inclusive(char::is_whitespace) {
        let bare = word.trim_end();
        let space = word.get(bare.len()..).unwrap_or_default();
        if bare.is_empty() {
            kept.push_str(space);
            continue;
        }
        if bearer {
            kept.push_str(GONE);
        } else {
            push(&mut kept, bare);
        }
        kept.push_str(space);
        let lower = bare.to_ascii_lowercase();
        bearer = lower.ends_with("bearer") || lower.ends_with("token:") || lower.ends_with("key:");
    }
    kept
}

fn push(kept: &mut String, word: &str) {
    // Secrets follow `?`, `#` or `=`.
    let end = word.find(['?', '#', '=']).unwrap_or(word.len());
    let (head, tail) = word.split_at(end);
    kept.push_str(if is_secret(head) { GONE } else { head });
    if tail.len() > 1 {
        kept.push_str(GONE);
    } else {
        kept.push_str(tail);
    }
}

fn is_secret(word: &str) -> bool {
    // Every JWT begins with `eyJ`, which is `{"` in Base64.
    word.contains("eyJ")
        || word
            .split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_')
            .any(|run| run.len() >= LONGEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_removed_and_plain_text_is_kept() {
        let jwt = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJtZSJ9.c2lnbmF0dXJl";
        for (text, wanted) in [
            ("ROOM_DELETED", "ROOM_DELETED"),
            ("NotAllowedError: denied", "NotAllowedError: denied"),
            (
                "speko-1b9d6bcd-bbfd-4b2d-9b5d-ab8dfbbd4bed",
                "speko-1b9d6bcd-bbfd-4b2d-9b5d-ab8dfbbd4bed",
            ),
            ("why?", "why?"),
            (
                "wss://a.example/rtc?access_token=aa.bb.cc now",
                "wss://a.example/rtc[removed] now",
            ),
            (
                "https://a.example/page#token=abc",
                "https://a.example/page[removed]",
            ),
            ("token=abc key:  abc", "token[removed] key:  [removed]"),
            (
                "Authorization: Bearer abc!",
                "Authorization: Bearer [removed]",
            ),
            ("0123456789abcdef0123456789ABCDEF", GONE),
        ] {
            assert_eq!(redact(text), wanted);
        }
        for text in [
            jwt.to_owned(),
            ["(", jwt, ")"].concat(),
            ["wss://a.example/", jwt].concat(),
        ] {
            assert_eq!(redact(&text), GONE);
        }
    }
}
