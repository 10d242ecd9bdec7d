//! The same words from several origins, punctuated differently.

use super::*;

#[test]
fn same_words_of_two_origins_are_one_row_however_punctuated() {
    for (one, other) in [
        ("I’m fine, thank you.", "I'm fine, thank you."),
        ("Well — yes…", "Well - yes..."),
        ("„Ja“", "\"Ja\""),
        ("« Oui »", "\"oui\""),
        ("¿Qué tal?", "qué tal"),
        ("Well-known", "well‑known"),
        ("ʻOkina", "'okina"),
        ("ÄRGER MIT ÜBERMUT", "Ärger mit Übermut"),
        ("ŁÓDŹ, Česká, ŞİŞLİ", "łódź česká şişli"),
        ("ĐƯỜNG PHỐ", "đường phố"),
        ("Привет, МИР!", "привет мир"),
        ("Її Єва, Ђорђе", "її єва ђорђе"),
        ("ΚΑΛΗΜΈΡΑ ΣΑΣ.", "καλημέρα σας"),
        ("Բարև ՁԵԶ։", "բարև ձեզ"),
        ("今天天气，很好。", "今天天气很好"),
        ("「はい」、そうです。", "はい そうです"),
        ("ＯＫ！１２３", "ok 123"),
        ("كيف حالك؟", "كيف حالك"),
        ("مَرْحَبًا", "مرحبا"),
        ("שָׁלוֹם.", "שלום"),
        ("नमस्ते।", "नमस्ते"),
        ("สวัสดี ครับ", "สวัสดีครับ"),
        ("သွားမယ်။", "သွားမယ်"),
        ("👍🏽", " 👍🏽 "),
        ("Soft\u{ad}hyphen\u{200b}s", "softhyphens"),
    ] {
        for source in [User, Agent] {
            for (one, other) in [(one, other), (other, one)] {
                for (first, second) in [(0, 1), (1, 2), (2, 0), (0, 2)] {
                    let mut harness = Harness::open(options());
                    deliver(&mut harness, &delivery(ALL[first], source, "s", one, true));
                    deliver(
                        &mut harness,
                        &delivery(ALL[second], source, "s", other, true),
                    );
                    let rows = rows(&harness);
                    assert_eq!(rows.len(), 1, "{rows:?}");
                    let text = rows[0].1.as_str();
                    assert!([one.trim(), other.trim()].contains(&text), "{rows:?}");
                }
            }
        }
    }
}

#[test]
fn different_words_of_two_origins_are_both_shown() {
    for (one, other) in [
        ("Нет", "Да"),
        ("是", "不是"),
        ("10", "11"),
        ("١٠", "١١"),
        ("👍", "👎"),
        ("e", "é"),
        ("हाँ", "नहीं"),
    ] {
        let mut harness = Harness::open(options());
        deliver(
            &mut harness,
            &delivery(Transport::Stream, User, "s", one, true),
        );
        deliver(
            &mut harness,
            &delivery(Transport::Packet, User, "", other, true),
        );
        let text = rows(&harness).remove(0).1;
        assert!(text.contains(one) && text.contains(other), "{text}");
    }
}

#[test]
fn interim_in_lowercase_grows_into_the_punctuated_final_of_another_origin() {
    let mut harness = Harness::open(options());
    deliver(
        &mut harness,
        &delivery(Transport::Stream, User, "s", "привет мир", false),
    );
    deliver(
        &mut harness,
        &delivery(Transport::Packet, User, "", "Привет, мир! Как дела?", true),
    );
    assert_eq!(rows(&harness), [row(User, "Привет, мир! Как дела?")]);
}
