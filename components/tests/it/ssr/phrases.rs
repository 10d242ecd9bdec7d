//! The texts of the components on a server: all from one table, all translatable.

use std::collections::BTreeSet;

use super::credentials;
use crate::support::gallery::*;
use leptos::prelude::*;
use leptos_speko::*;

fn render(draw: fn() -> AnyView, words: fn()) -> String {
    Owner::new().with(|| {
        words();
        view! { <VoiceSession credentials=credentials()>{draw()}</VoiceSession> }
            .into_view()
            .to_html()
    })
}

/// Returns every text and spoken attribute in this HTML.
fn spoken(html: &str) -> Vec<String> {
    let mut all = Vec::new();
    for (number, part) in html.split('<').enumerate() {
        let (tag, text) = part.split_once('>').unwrap_or(("", part));
        if number > 0 {
            for name in SPOKEN {
                let start = [" ", name, "=\""].concat();
                let value = tag.split_once(&start).and_then(|(_, v)| v.split_once('"'));
                all.extend(value.map(|(value, _)| value.to_owned()));
            }
        }
        all.push(text.to_owned());
    }
    all
}

#[test]
fn every_rendered_text_is_translatable() {
    for (name, draw) in every() {
        let html = render(draw, speak_in_keys);
        for text in spoken(&html) {
            assert_eq!(
                untranslated(&text),
                "",
                "{name} shows the untranslated text {text:?} in {html}"
            );
        }
    }
}

#[test]
fn default_texts_are_the_english_phrases() {
    let keys = render(every()[5].1, speak_in_keys);
    let english = render(every()[5].1, || {});
    assert!(
        keys.contains(&bracketed(phrases::MESSAGE_SEND.key)),
        "{keys}"
    );
    assert!(english.contains(">Send</button>"), "{english}");
    assert!(
        english.contains("placeholder=\"Type a message\""),
        "{english}"
    );
}

#[test]
fn phrase_keys_are_unique_and_prefixed_with_their_component() {
    let keys: BTreeSet<_> = phrases::ALL.iter().map(|phrase| phrase.key).collect();
    assert_eq!(keys.len(), phrases::ALL.len());
    for phrase in phrases::ALL {
        let (slot, rest) = phrase.key.split_once('.').unwrap();
        assert!(!slot.is_empty() && !rest.is_empty(), "{}", phrase.key);
        assert!(!phrase.english.is_empty(), "{}", phrase.key);
        let plain = |letter: char| letter.is_ascii_lowercase() || matches!(letter, '-' | '.');
        assert!(phrase.key.chars().all(plain), "{}", phrase.key);
    }
}

#[test]
fn every_error_is_translated_by_its_reason() {
    let names: BTreeSet<_> = ErrorReason::ALL.iter().map(|one| one.as_str()).collect();
    assert_eq!(names.len(), ErrorReason::ALL.len());
    Owner::new().with(|| {
        provide_phrases(|phrase, blanks| {
            let reason = blanks.error?.reason().as_str();
            Some([phrase.key, " ", reason].concat())
        });
        let words = Phrases::find();
        for reason in ErrorReason::ALL {
            let error = SpekoClientError::new(ErrorCode::ConnectionFailed, *reason);
            let announced = (words.error_message(&error), words.error_advice(&error));
            assert_eq!(announced.0, ["error.message ", reason.as_str()].concat());
            assert_eq!(announced.1, ["error.advice ", reason.as_str()].concat());
            // The English texts are those of the core.
            let plain = Phrases::default();
            assert_eq!(plain.error_message(&error), error.message());
            assert_eq!(plain.error_advice(&error), error.advice());
        }
    });
}

#[test]
fn plural_forms_can_follow_the_language() {
    Owner::new().with(|| {
        let english = Phrases::default();
        assert_eq!(english.say_count(phrases::TURNS, 1), "1 turn");
        assert_eq!(english.say_count(phrases::TURNS, 0), "0 turns");
        // Polish has three plural forms.
        provide_phrases(|_, blanks| {
            let form = match blanks.count? {
                1 => " wypowiedź",
                2..=4 => " wypowiedzi",
                _ => " wypowiedzi (wiele)",
            };
            Some(blanks.text.to_owned() + form)
        });
        let words = Phrases::find();
        assert_eq!(words.say_count(phrases::TURNS, 3), "3 wypowiedzi");
        assert_eq!(words.say_count(phrases::TURNS, 5), "5 wypowiedzi (wiele)");
    });
}
