mod announce;
mod rows;
mod use_transcript_scroll;

use leptos::prelude::*;
use speko_client::Source;
use wasm_bindgen::JsCast;

use crate::dom::{Element, watch};
use crate::session::find_voice;
use crate::{LiveTurn, Phrases, Voice, phrases};
use announce::Announcer;
use rows::Rows;
pub use use_transcript_scroll::*;

/// Shows the transcript, one row per turn. Words appear while they are spoken.
///
/// It scrolls with the conversation. If the reader scrolls up, it stops and shows a button that
/// jumps to the newest words. A press on that button moves the focus to the transcript, so that it
/// is not lost. While text in the transcript is selected, it does not scroll; the selection is kept
/// while the words grow. Screen readers announce finished turns only, with the speaker.
///
/// Renders a `div` with `data-slot="transcript-feed"` and `role="log"`. `data-state` is `empty`,
/// `following` or `reading`. A row is `[data-slot=turn]` with `data-source` (`user`, `agent`) and
/// `data-final` (`true`, `false`). Rows are grouped in `[data-slot=turn-block]`, which keeps long
/// transcripts cheap.
///
/// The root element scrolls: it needs a height, from the style sheet of this crate or from your
/// own.
///
/// Needs an enclosing [`VoiceSession`](crate::VoiceSession) or the `voice` prop.
///
/// Headless: [`use_transcript_scroll`](crate::use_transcript_scroll), and [`Voice::turns`] for the
/// rows.
///
/// ```
/// use leptos::prelude::*;
/// use leptos_speko::{LiveTurn, TranscriptFeed};
///
/// # #[component]
/// # fn Example() -> impl IntoView {
/// view! {
///     // As a property, the text survives a page translator, which replaces text nodes.
///     <TranscriptFeed turn=|turn: LiveTurn| {
///         view! { <p prop:textContent=move || turn.text()></p> }.into_any()
///     }>
///         "Press start and say hello."
///     </TranscriptFeed>
/// }
/// # }
/// ```
#[component]
pub fn TranscriptFeed(
    /// CSS classes of the root element. Default: none.
    #[prop(optional, into)]
    class: TextProp,
    /// The session. Default: the enclosing `VoiceSession`.
    #[prop(optional)]
    voice: Option<Voice>,
    /// Renders a row instead of the built-in one. It is called once per row; read
    /// [`LiveTurn::text`] and [`LiveTurn::is_final`] reactively. Default: the built-in row.
    #[prop(optional, into)]
    turn: Option<Callback<LiveTurn, AnyView>>,
    /// Replaces the content of the button that jumps to the newest words. Default:
    /// [`phrases::TRANSCRIPT_JUMP`].
    #[prop(optional, into)]
    jump: Option<ViewFnOnce>,
    /// The content of an empty transcript. Default: [`phrases::TRANSCRIPT_EMPTY`].
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let (voice, words) = (find_voice(voice), Phrases::find());
    let scroll = use_transcript_scroll();
    let (following, jumped, resumed, state) = (
        scroll.clone(),
        scroll.clone(),
        scroll.clone(),
        scroll.clone(),
    );
    let empty = move || voice.turns.get().is_empty();
    let owner = Owner::current();

    let hint = Element::new("div")
        .attr("data-slot", "transcript-empty")
        .flag("hidden", move || !empty());
    let list = Element::new("div")
        .attr("data-slot", "turns")
        .setup(move |list| {
            let list = list.clone();
            let mut rows = Rows::new(owner, turn, words);
            watch(move || {
                if rows.show(&list, &voice.turns.get()) {
                    resumed.resume();
                }
            })
        });
    let button = Element::inner_button()
        .attr("data-slot", "jump-to-latest")
        .flag("hidden", move || following.following())
        .on("click", move |event| {
            let button = event.current_target();
            let button = button.map(JsCast::unchecked_into::<web_sys::Element>);
            if let Some(root) = button.and_then(|button| button.parent_element()) {
                jumped.jump(&root);
            }
        });
    let announcer = Element::new("div")
        .attr("data-slot", "announcer")
        .attr("aria-live", "polite")
        .setup(move |region| {
            let mut announcer = Announcer::new(region.clone(), voice, words);
            watch(move || announcer.announce())
        });

    Element::root("div", "transcript-feed", class)
        .attr("role", "log")
        .phrase_attr("aria-label", words, phrases::TRANSCRIPT)
        .attr("aria-live", "off")
        .attr("tabindex", "0")
        .attr_fn("data-state", move || match (empty(), state.following()) {
            (true, _) => "empty",
            (_, true) => "following",
            _ => "reading",
        })
        .child(match children {
            Some(children) => hint.child(children()),
            None => hint.phrase(words, phrases::TRANSCRIPT_EMPTY),
        })
        .child(list)
        .child(match jump {
            Some(jump) => button.child(jump.run()),
            None => button.phrase(words, phrases::TRANSCRIPT_JUMP),
        })
        .child(announcer)
        .setup(move |root| scroll.attach(root))
        .into_any()
}

/// Renders the built-in row.
fn row(turn: LiveTurn, words: Phrases) -> AnyView {
    let finished = turn.clone();
    let speaker = match turn.source() {
        Source::Agent => phrases::SPEAKER_AGENT,
        Source::User => phrases::SPEAKER_USER,
    };
    Element::new("div")
        .attr("data-slot", "turn")
        .attr("data-source", turn.source().as_str())
        .attr_fn("data-final", move || {
            if finished.is_final() { "true" } else { "false" }
        })
        .child(
            Element::new("span")
                .attr("data-slot", "turn-speaker")
                .phrase(words, speaker),
        )
        .child(
            Element::new("p")
                .attr("data-slot", "turn-text")
                .attr("dir", "auto")
                .text_fn(move || turn.text()),
        )
        .into_any()
}
