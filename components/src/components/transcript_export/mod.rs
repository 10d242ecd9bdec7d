mod controls;
mod file;

use leptos::prelude::*;
use speko_client::{ExportFormat, Turn};
use wasm_bindgen::JsCast;
use web_sys::HtmlSelectElement;

use crate::dom::{Element, watch};
use crate::session::find_voice;
use crate::{Phrase, Phrases, Voice, phrases};
pub use controls::{ExportControls, ExportState};

/// Exports the transcript: a format menu, a button that copies and one that saves a file.
///
/// It works during a conversation and after its end, and is disabled while there are no turns.
///
/// Renders a `div` with `data-slot="transcript-export"` and `role="group"`. `data-state` is
/// `empty`, `ready`, `copied` or `failed`. Screen readers announce the result.
///
/// Needs an enclosing [`VoiceSession`](crate::VoiceSession) or the `voice` prop.
///
/// ```
/// use leptos::prelude::*;
/// use leptos_speko::{ExportControls, TranscriptExport, Turn};
///
/// # #[component]
/// # fn Example() -> impl IntoView {
/// let no_digits = |turn: Turn| turn.text.replace(|letter: char| letter.is_ascii_digit(), "#");
/// view! {
///     <TranscriptExport redact=no_digits file_name="call" />
///     // Or with the app's own markup.
///     <TranscriptExport draw=|export: ExportControls| {
///         view! { <button on:click=move |_| export.copy()>"Copy all"</button> }.into_any()
///     } />
/// }
/// # }
/// ```
#[component]
pub fn TranscriptExport(
    /// CSS classes of the root element. Default: none.
    #[prop(optional, into)]
    class: TextProp,
    /// The session. Default: the enclosing `VoiceSession`.
    #[prop(optional)]
    voice: Option<Voice>,
    /// The initial format. Default: plain text.
    #[prop(optional)]
    format: ExportFormat,
    /// Maps a turn to the text that may leave the page. Turns with empty text are omitted. Default:
    /// the text as it is.
    #[prop(optional, into)]
    redact: Option<Callback<Turn, String>>,
    /// The file's name without the extension. Default: `transcript`.
    #[prop(default = "transcript".to_owned(), into)]
    file_name: String,
    /// Renders the content instead of the built-in controls. Default: the built-in controls.
    #[prop(optional, into)]
    draw: Option<Callback<ExportControls, AnyView>>,
) -> impl IntoView {
    let words = Phrases::find();
    let export = ExportControls::new(find_voice(voice), format, redact, file_name);
    let root = Element::root("div", "transcript-export", class)
        .attr("role", "group")
        .phrase_attr("aria-label", words, phrases::EXPORT)
        .attr_fn("data-state", move || export.state().as_str());
    if let Some(inside) = draw.and_then(|draw| draw.try_run(export)) {
        return root.child(inside).into_any();
    }
    root.child(
        Element::new("span")
            .attr("data-slot", "transcript-export-count")
            .text_fn(move || words.say_count(phrases::TURNS, export.turns() as u32)),
    )
    .child(formats(export, words))
    .child(
        Element::inner_button()
            .attr("data-slot", "transcript-copy")
            .attr("data-icon", "")
            .flag("disabled", move || !export.enabled())
            .on("click", move |_| export.copy())
            .phrase(words, phrases::EXPORT_COPY),
    )
    .child(
        Element::inner_button()
            .attr("data-slot", "transcript-download")
            .attr("data-icon", "")
            .flag("disabled", move || !export.enabled())
            .on("click", move |_| export.download())
            .phrase(words, phrases::EXPORT_DOWNLOAD),
    )
    .child(
        Element::new("span")
            .attr("data-slot", "transcript-export-result")
            .attr("role", "status")
            .text_fn(move || match export.state() {
                ExportState::Copied => words.say(phrases::EXPORT_COPIED),
                ExportState::Failed => words.say(phrases::EXPORT_FAILED),
                _ => "".into(),
            }),
    )
    .into_any()
}

fn formats(export: ExportControls, words: Phrases) -> Element {
    let select = Element::new("select")
        .attr("data-part", "field")
        .phrase_attr("aria-label", words, phrases::EXPORT_FORMAT)
        .flag("disabled", move || !export.enabled())
        .on("change", move |event| {
            let value = event_target_value(&event);
            let chosen = ExportFormat::ALL
                .into_iter()
                .find(|f| f.extension() == value);
            export.set_format(chosen.unwrap_or_default());
        })
        .setup(move |select| {
            let select = select.clone().unchecked_into::<HtmlSelectElement>();
            watch(move || select.set_value(export.format().extension()))
        });
    ExportFormat::ALL
        .into_iter()
        .fold(select, |select, format| {
            select.child(
                Element::new("option")
                    .attr("value", format.extension())
                    .phrase(words, name(format)),
            )
        })
}

fn name(format: ExportFormat) -> Phrase {
    match format {
        ExportFormat::Text => phrases::EXPORT_TEXT,
        ExportFormat::Markdown => phrases::EXPORT_MARKDOWN,
        ExportFormat::Json => phrases::EXPORT_JSON,
        ExportFormat::WebVtt => phrases::EXPORT_WEB_VTT,
    }
}
