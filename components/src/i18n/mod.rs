//! All texts that the components show or announce, and how an app translates them.
//!
//! All of them are in one table, [`phrases`]. The texts of errors come from the core. The default
//! is English. [`provide_phrases`] takes a function from a phrase to its translation, so it works
//! with any source of translations: a `match`, a map loaded at run time, or an i18n crate.
//!
//! - **Keys.** [`Phrase::key`] is stable and unique. `phrases::ALL` is the list for translators.
//!   Phrases without a translation stay English.
//! - **Plurals.** A phrase with a number comes with [`Blanks::count`]. Choose the plural form by
//!   the rules of the language.
//! - **Errors.** [`phrases::ERROR_MESSAGE`], [`phrases::ERROR_ADVICE`] and
//!   [`phrases::ERROR_ADVICE_IN_CALL`] come with [`Blanks::error`]. Translate by its
//!   [`reason`](crate::SpekoClientError::reason). `as_str()` of the reason makes a key, and
//!   `ErrorReason::ALL` lists all reasons.
//! - **Changing the language at run time.** Read a signal in the function. All shown texts follow
//!   it, also during a call.
//! - **Right to left.** Set `dir="rtl"` on the page or around the components. The style sheet uses
//!   logical properties only. Rows of the transcript detect their own direction, since users may
//!   speak another language than the page's.
//!
//! ```
//! use leptos::prelude::*;
//! use leptos_speko::{ErrorReason, phrases, provide_phrases};
//!
//! # #[component]
//! # fn App() -> impl IntoView {
//! let german = RwSignal::new(false);
//! provide_phrases(move |phrase, blanks| match phrase {
//!     _ if !german.get() => None,
//!     phrases::SPEAKER_USER => Some("Sie".to_owned()),
//!     phrases::ERROR_MESSAGE => match blanks.error?.reason() {
//!         ErrorReason::NoDevice => Some("Kein Mikrofon gefunden.".to_owned()),
//!         _ => None,
//!     },
//!     _ => None,
//! });
//! view! { <button on:click=move |_| german.update(|on| *on = !*on)>"Deutsch"</button> }
//! # }
//! ```

pub mod phrases;

use std::borrow::Cow;
use std::sync::Arc;

use leptos::prelude::*;
use speko_client::SpekoClientError;

/// A text that a component shows: a key for translators and the English text.
///
/// All phrases are constants in [`phrases`]. [`provide_phrases`] translates them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Phrase {
    /// The key, such as `call-button.start`: the component's slot and a name.
    pub key: &'static str,
    /// The English text. `{}` is replaced by a name, a number or a sentence.
    pub english: &'static str,
    /// The English text for any count other than one, if the phrase has a count.
    pub plural: Option<&'static str>,
}

impl Phrase {
    /// Creates a phrase for an app's own components.
    pub const fn new(key: &'static str, english: &'static str) -> Self {
        Self {
            key,
            english,
            plural: None,
        }
    }

    /// Creates a phrase with a count: the text for one, and for any other number.
    pub const fn counted(key: &'static str, one: &'static str, other: &'static str) -> Self {
        Self {
            key,
            english: one,
            plural: Some(other),
        }
    }
}

/// The values to insert into a phrase.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Blanks<'a> {
    /// The count, for phrases with one. Plural rules differ between languages.
    pub count: Option<u32>,
    /// The replacement for `{}`: a device name, a number in digits, or an English sentence.
    pub text: &'a str,
    /// The error that the phrase describes.
    pub error: Option<&'a SpekoClientError>,
}

type Translate = dyn Fn(Phrase, Blanks<'_>) -> Option<String> + Send + Sync;

/// The value in the context. It holds a function pointer to `say`, so that pages without
/// translations do not contain that code.
#[derive(Clone, Copy, Debug)]
struct Translator {
    words: StoredValue<Arc<Translate>>,
    say: fn(StoredValue<Arc<Translate>>, Phrase, Blanks<'_>) -> Option<String>,
}

fn say(words: StoredValue<Arc<Translate>>, phrase: Phrase, blanks: Blanks<'_>) -> Option<String> {
    // A copy, so that no lock is held while the app's function runs.
    let words = words.try_get_value()?;
    words(phrase, blanks)
}

/// Translates the components below this one. If the function returns `None`, the English text is
/// used. It may read signals: all shown texts follow them.
///
/// ```
/// use leptos::prelude::*;
/// use leptos_speko::{phrases, provide_phrases};
///
/// # #[component]
/// # fn App() -> impl IntoView {
/// provide_phrases(|phrase, blanks| match phrase {
///     phrases::CALL_START => Some("Gespräch beginnen".to_owned()),
///     phrases::TURNS => Some(match blanks.count {
///         Some(1) => "ein Beitrag".to_owned(),
///         _ => blanks.text.to_owned() + " Beiträge",
///     }),
///     _ => None,
/// });
/// # }
/// ```
pub fn provide_phrases(
    translate: impl Fn(Phrase, Blanks<'_>) -> Option<String> + Send + Sync + 'static,
) {
    let words: Arc<Translate> = Arc::new(translate);
    let words = StoredValue::new(words);
    provide_context(Translator { words, say });
}

/// The translations in context. `Copy`, so that closures can capture it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Phrases(Option<Translator>);

impl Phrases {
    /// Returns the translations from [`provide_phrases`], or English. Call it while the component
    /// is created.
    pub fn find() -> Self {
        Self(use_context())
    }

    /// Returns the text of a phrase. Reactive on the signals that the app's function reads.
    pub fn say(&self, phrase: Phrase) -> Cow<'static, str> {
        match self.translated(phrase, Blanks::default()) {
            Some(words) => Cow::Owned(words),
            None => Cow::Borrowed(phrase.english),
        }
    }

    /// Returns the text of a phrase with `text` in place of `{}`.
    pub fn say_with(&self, phrase: Phrase, text: &str) -> String {
        let blanks = Blanks {
            text,
            ..Blanks::default()
        };
        self.translated(phrase, blanks)
            .unwrap_or_else(|| filled(phrase.english, text))
    }

    /// Returns the text of a phrase for this count.
    pub fn say_count(&self, phrase: Phrase, count: u32) -> String {
        let text = &*count.to_string();
        let count = Some(count);
        let english = match (count, phrase.plural) {
            (Some(1), _) | (_, None) => phrase.english,
            (_, Some(plural)) => plural,
        };
        let blanks = Blanks {
            count,
            text,
            ..Blanks::default()
        };
        self.translated(phrase, blanks)
            .unwrap_or_else(|| filled(english, text))
    }

    /// Returns the message that describes an error.
    pub fn error_message(&self, error: &SpekoClientError) -> Cow<'static, str> {
        self.sentence(&phrases::ERROR_MESSAGE, error, error.message().into())
    }

    /// Returns the advice for an error: what the user can do, and when if the site says so.
    pub fn error_advice(&self, error: &SpekoClientError) -> Cow<'static, str> {
        self.error_advice_now(error, None)
    }

    /// Returns the advice. During a call it must not tell the user to start one; `in_call` is then
    /// whether a microphone is in use.
    pub(crate) fn error_advice_now(
        &self,
        error: &SpekoClientError,
        in_call: Option<bool>,
    ) -> Cow<'static, str> {
        let (phrase, english) = match in_call.and_then(|can_hear| error.advice_in_call(can_hear)) {
            Some(advice) => (&phrases::ERROR_ADVICE_IN_CALL, advice.into()),
            None => (&phrases::ERROR_ADVICE, error.advice_and_wait()),
        };
        self.sentence(phrase, error, english)
    }

    #[inline(never)]
    fn sentence(
        &self,
        phrase: &Phrase,
        error: &SpekoClientError,
        english: Cow<'static, str>,
    ) -> Cow<'static, str> {
        let blanks = Blanks {
            text: &english,
            error: Some(error),
            ..Blanks::default()
        };
        match self.translated(*phrase, blanks) {
            Some(words) => Cow::Owned(words),
            None => english,
        }
    }

    /// Returns whether the app provides no translations. English needs no reactivity.
    pub(crate) fn are_plain(&self) -> bool {
        self.0.is_none()
    }

    fn translated(&self, phrase: Phrase, blanks: Blanks<'_>) -> Option<String> {
        let translator = self.0?;
        (translator.say)(translator.words, phrase, blanks)
    }
}

/// Returns the English text with `text` in place of each `{}`. Works on bytes, since std's string
/// search would add kilobytes to the page.
fn filled(english: &str, text: &str) -> String {
    let mut words = String::new();
    let mut rest = english;
    while let Some(blank) = rest.bytes().position(|byte| byte == b'{') {
        words += rest.get(..blank).unwrap_or_default();
        words += text;
        rest = rest.get(blank + "{}".len()..).unwrap_or_default();
    }
    words + rest
}
