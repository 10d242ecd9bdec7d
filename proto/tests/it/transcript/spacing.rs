//! How the segments of a turn are joined.

use super::*;

/// Returns the row of these finals.
fn joined(texts: &[&str]) -> String {
    let mut transcript = Transcript::new();
    for (n, text) in texts.iter().enumerate() {
        // Further apart than the time in which a final replaces the one that it begins with.
        let at = n as u64 * 10_000;
        transcript.apply(&segment(Agent, &n.to_string(), text, true, at));
    }
    assert_eq!(transcript.turns().len(), 1, "{texts:?}");
    transcript.turns()[0].text.clone()
}

#[test]
fn scripts_without_spaces_are_joined_without_spaces() {
    for (texts, expected) in [
        (&["今天天气", "很好", "。"][..], "今天天气很好。"),
        (&["很好。", "我们走吧"], "很好。我们走吧"),
        (&["他说", "「是」"], "他说「是」"),
        (&["他说", "“是”", "然后走了"], "他说“是”然后走了"),
        (
            &["きょうは", "いい", "天気です", "。", "ええ"],
            "きょうはいい天気です。ええ",
        ),
        (&["コーヒー", "を"], "コーヒーを"),
        (&["ｺｰﾋｰ", "｡"], "ｺｰﾋｰ｡"),
        (&["สวัสดี", "ครับ"], "สวัสดีครับ"),
        (&["ສະບາຍດີ", "ເຈົ້າ"], "ສະບາຍດີເຈົ້າ"),
        (&["សួស្តី", "អ្នក", "។"], "សួស្តីអ្នក។"),
        (&["မင်္ဂလာ", "ပါ", "။"], "မင်္ဂလာပါ။"),
        (&["བཀྲ་ཤིས་", "བདེ་ལེགས", "།"], "བཀྲ་ཤིས་བདེ་ལེགས།"),
        (&["𠮷", "野家"], "𠮷野家"),
        (&["好", "！", "？"], "好！？"),
        // These scripts have spaces.
        (&["안녕", "하세요"], "안녕 하세요"),
        (&["नमस्ते", "दुनिया", "।"], "नमस्ते दुनिया।"),
        (&["我用", "Rust", "写程序"], "我用 Rust 写程序"),
        (&["很好。", "OK"], "很好。OK"),
    ] {
        assert_eq!(joined(texts), expected);
    }
}

#[test]
fn closing_marks_of_any_script_attach_to_the_preceding_word() {
    for mark in [
        ",", ".", "!", "?", ";", ":", ")", "]", "}", "%", "…", "’s", "”", "؟", "،", "؛", "۔", "।",
        "॥", "։", "።", "；", "！", "）", "，", "」", "』", "》", "】", "‼", "'s", "\"", "»", "...",
    ] {
        assert_eq!(joined(&["word", mark]), format!("word{mark}"), "{mark}");
    }
    assert_eq!(joined(&["مرحبا", "؟", "نعم"]), "مرحبا؟ نعم");
}

#[test]
fn opening_quotes_and_brackets_are_preceded_by_a_space() {
    for (texts, expected) in [
        (&["He said", "\"Yes\""][..], "He said \"Yes\""),
        (
            &["He said \"Yes", "\"", "and left"],
            "He said \"Yes\" and left",
        ),
        (
            &["He said \"Yes", "\", and left"],
            "He said \"Yes\", and left",
        ),
        (
            &["He said", "\"Yes", "I will\"", "then"],
            "He said \"Yes I will\" then",
        ),
        (&["He said \"", "Yes\""], "He said \"Yes\""),
        (&["He said", "“Yes”"], "He said “Yes”"),
        (&["He said “Yes", "” and left"], "He said “Yes” and left"),
        (
            &["Er sagte", "„Ja", "“", "und ging"],
            "Er sagte „Ja“ und ging",
        ),
        (&["Er sagte", "»Ja«", "und ging"], "Er sagte »Ja« und ging"),
        (&["Il dit", "« Oui », puis"], "Il dit « Oui », puis"),
        (&["Il dit", "«Oui»", "."], "Il dit «Oui»."),
        (&["He said", "'Yes'", "."], "He said 'Yes'."),
        (&["Peter", "'s book"], "Peter's book"),
        (&["They", "'ll come"], "They'll come"),
        (&["He said", "‘Yes’"], "He said ‘Yes’"),
        (&["Dijo", "¿Qué?"], "Dijo ¿Qué?"),
        (&["Dijo ¡", "Sí!"], "Dijo ¡Sí!"),
        (&["one", "(two)", "three"], "one (two) three"),
        (&["one (", "two)"], "one (two)"),
    ] {
        assert_eq!(joined(texts), expected);
    }
}

#[test]
fn invisible_marks_do_not_join_words() {
    for mark in [
        '\u{200b}', '\u{200f}', '\u{61c}', '\u{feff}', '\u{202a}', '\u{202b}', '\u{202e}',
        '\u{2060}', '\u{2068}', '\u{206f}',
    ] {
        let before = format!("{mark}world");
        assert_eq!(joined(&["Hello", &before]), format!("Hello {before}"));
        let after = format!("Hello{mark}");
        assert_eq!(joined(&[&after, "world"]), format!("{after} world"));
    }
}
