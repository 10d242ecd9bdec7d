//! Every word that a component shows, and how an app says it in another language.

pub mod phrases;

use std::borrow::Cow;
use std::sync::Arc;

use leptos::prelude::*;

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
    /// What stands for `{}`: a device's name, a number in digits.
    pub text: &'a str,
}

type Translate = dyn Fn(Phrase, Blanks<'_>) -> Option<String> + Send + Sync;

#[derive(Clone)]
struct Translator(Arc<Translate>);

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
    provide_context(Translator(Arc::new(translate)));
}

/// The words of the app round this component. `Copy`, so that closures take it as it is.
#[derive(Clone, Copy, Debug, Default)]
pub struct Phrases(Option<StoredValue<Translator>>);

impl Phrases {
    /// Those that [`provide_phrases`] gave, or plain English. Call it while the component is made.
    pub fn find() -> Self {
        Self(use_context::<Translator>().map(StoredValue::new))
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
        let blanks = Blanks { count: None, text };
        self.translated(phrase, blanks)
            .unwrap_or_else(|| phrase.english.replace("{}", text))
    }

    /// The words for so many.
    pub fn say_count(&self, phrase: Phrase, count: u32) -> String {
        let text = &*count.to_string();
        let count = Some(count);
        let english = match (count, phrase.plural) {
            (Some(1), _) | (_, None) => phrase.english,
            (_, Some(plural)) => plural,
        };
        self.translated(phrase, Blanks { count, text })
            .unwrap_or_else(|| english.replace("{}", text))
    }

    fn translated(&self, phrase: Phrase, blanks: Blanks<'_>) -> Option<String> {
        let translator = self.0?.try_get_value()?;
        (translator.0)(phrase, blanks)
    }
}
