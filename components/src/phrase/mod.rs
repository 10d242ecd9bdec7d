//! Every word that a component shows or speaks, and how an app says it in another language.
//!
//! All of it is in one table, [`phrases`]; the sentences of errors are the core's. An app that says nothing has English.
//! [`provide_phrases`] takes one function from a phrase to words, so it fits any way of translating: a `match`, a map
//! that was loaded, or an i18n crate.
//!
//! - **Keys.** [`Phrase::key`] is stable and unique; `phrases::ALL` is what a translator goes through. What is not
//!   translated stays English.
//! - **Plurals.** A phrase that counts comes with [`Blanks::count`]: choose the words by the rule of the language.
//! - **Errors.** [`phrases::ERROR_MESSAGE`] and [`phrases::ERROR_ADVICE`] come with [`Blanks::error`]: choose by its
//!   [`reason`](crate::SpekoClientError::reason), whose `as_str()` makes a key (`ErrorReason::ALL` are all of them).
//! - **Another language while the page is open.** Read a signal in the function: everything that is shown changes with
//!   it, also during a call.
//! - **Right to left.** Set `dir="rtl"` on the page or round the components: the style sheet has no left and no right.
//!   Rows of the transcript find their own direction, since people answer in another language than the page's.
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

/// Something that a component says: a name for translators and the English words.
///
/// All of them are constants in [`phrases`]; [`provide_phrases`] says them differently.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Phrase {
    /// Its name, as `call-button.start`: the component's slot and what is said.
    pub key: &'static str,
    /// The English words. `{}` stands for the name or the number that belongs there.
    pub english: &'static str,
    /// The English words for any count but one, where the phrase counts something.
    pub plural: Option<&'static str>,
}

impl Phrase {
    /// A phrase of an app's own components.
    pub const fn new(key: &'static str, english: &'static str) -> Self {
        Self {
            key,
            english,
            plural: None,
        }
    }

    /// A phrase that counts: the words for one, and for any other number.
    pub const fn counted(key: &'static str, one: &'static str, other: &'static str) -> Self {
        Self {
            key,
            english: one,
            plural: Some(other),
        }
    }
}

/// What is to be put into a phrase.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Blanks<'a> {
    /// How many, for a phrase that counts: languages have other plurals than English.
    pub count: Option<u32>,
    /// What stands for `{}`: a device's name, a number in digits, an English sentence.
    pub text: &'a str,
    /// The error that is spoken of.
    pub error: Option<&'a SpekoClientError>,
}

type Translate = dyn Fn(Phrase, Blanks<'_>) -> Option<String> + Send + Sync;

/// What the context holds. The function stands here, so that a page that says nothing itself does not carry it.
#[derive(Clone, Copy, Debug)]
struct Translator {
    words: StoredValue<Arc<Translate>>,
    say: fn(StoredValue<Arc<Translate>>, Phrase, Blanks<'_>) -> Option<String>,
}

fn say(words: StoredValue<Arc<Translate>>, phrase: Phrase, blanks: Blanks<'_>) -> Option<String> {
    // A copy, so that what the app's function reads or calls is not locked.
    let words = words.try_get_value()?;
    words(phrase, blanks)
}

/// Says the components inside of this one in the app's own words. Where the function answers nothing, the English
/// stays. It may read signals: what is shown follows them.
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

/// The words of the app round this component. `Copy`, so that closures take it as it is.
#[derive(Clone, Copy, Debug, Default)]
pub struct Phrases(Option<Translator>);

impl Phrases {
    /// Those that [`provide_phrases`] gave, or plain English. Call it while the component is made.
    pub fn find() -> Self {
        Self(use_context())
    }

    /// The words. Inside a view or an effect it tells of changes that the app's function read.
    pub fn say(&self, phrase: Phrase) -> Cow<'static, str> {
        match self.translated(phrase, Blanks::default()) {
            Some(words) => Cow::Owned(words),
            None => Cow::Borrowed(phrase.english),
        }
    }

    /// The words with `text` for their `{}`.
    pub fn say_with(&self, phrase: Phrase, text: &str) -> String {
        let blanks = Blanks {
            text,
            ..Blanks::default()
        };
        self.translated(phrase, blanks)
            .unwrap_or_else(|| filled(phrase.english, text))
    }

    /// The words for so many.
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

    /// What went wrong, in a sentence.
    pub fn error_message(&self, error: &SpekoClientError) -> Cow<'static, str> {
        self.sentence(phrases::ERROR_MESSAGE, error, error.message())
    }

    /// What to do about it, in a sentence.
    pub fn error_advice(&self, error: &SpekoClientError) -> Cow<'static, str> {
        self.sentence(phrases::ERROR_ADVICE, error, error.advice())
    }

    fn sentence(
        &self,
        phrase: Phrase,
        error: &SpekoClientError,
        english: &'static str,
    ) -> Cow<'static, str> {
        let blanks = Blanks {
            text: english,
            error: Some(error),
            ..Blanks::default()
        };
        match self.translated(phrase, blanks) {
            Some(words) => Cow::Owned(words),
            None => Cow::Borrowed(english),
        }
    }

    /// Whether nothing but English is ever said: then nothing needs to be watched.
    pub(crate) fn are_plain(&self) -> bool {
        self.0.is_none()
    }

    fn translated(&self, phrase: Phrase, blanks: Blanks<'_>) -> Option<String> {
        let translator = self.0?;
        (translator.say)(translator.words, phrase, blanks)
    }
}

/// The English words with `text` for each `{}`. Byte by byte: std's searches in texts are KBs of a page.
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
