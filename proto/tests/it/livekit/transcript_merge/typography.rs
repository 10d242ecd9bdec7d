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
        ("هٰذا", "هذا"),
        ("Die Straße ist groß.", "DIE STRASSE IST GROSS."),
        ("GROẞ", "gross"),
        ("L’HAŸ", "l'haÿ"),
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
fn composed_and_decomposed_letters_are_the_same_words() {
    for (composed, decomposed) in [
        ("Déjà vu, ça", "De\u{301}ja\u{300} vu, c\u{327}a"),
        (
            "ÄÖÜ äöü ñ",
            "A\u{308}O\u{308}U\u{308} a\u{308}o\u{308}u\u{308} n\u{303}",
        ),
        (
            "Příliš žluťoučký",
            "Pr\u{30c}i\u{301}lis\u{30c} z\u{30c}lut\u{30c}ouc\u{30c}ky\u{301}",
        ),
        (
            "Zażółć gęś",
            "Zaz\u{307}o\u{301}łc\u{301} ge\u{328}s\u{301}",
        ),
        (
            "Ţară și țară",
            "T\u{327}ara\u{306} s\u{326}i t\u{326}ara\u{306}",
        ),
        ("Đường phố", "Đu\u{31b}o\u{31b}\u{300}ng pho\u{302}\u{301}"),
        (
            "Καλημέρα, Ώρα, ΐ",
            "Καλημε\u{301}ρα, Ω\u{301}ρα, ι\u{308}\u{301}",
        ),
        (
            "Йод, ещё її, ЎЗБЕК",
            "И\u{306}од, еще\u{308} і\u{308}і\u{308}, У\u{306}ЗБЕК",
        ),
        (
            "أنت إلى آخر سؤال",
            "ا\u{654}نت ا\u{655}لى ا\u{653}خر سو\u{654}ال",
        ),
        ("résumé", "re\u{301}sume\u{301}"),
    ] {
        for (first, second) in [(composed, decomposed), (decomposed, composed)] {
            let mut harness = Harness::open(options());
            let stream = delivery(Transport::Stream, User, "s", first, true);
            deliver(&mut harness, &stream);
            let packet = delivery(Transport::Packet, User, "", second, true);
            deliver(&mut harness, &packet);
            assert_eq!(rows(&harness), [row(User, first)], "the text is unchanged");
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
