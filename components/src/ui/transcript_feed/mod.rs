mod follow;
mod rows;

use leptos::prelude::*;
use speko_client::Source;

use crate::dom::{Element, watch};
use crate::voice::find_voice;
use crate::{LiveTurn, Voice};
use follow::Follower;
use rows::Rows;

/// The transcript, one row a speaker's turn, words appearing while they are spoken.
///
/// It follows the talk; a reader who scrolls up is left alone and gets a button that jumps to the newest words.
/// Screen readers are told of finished turns only.
///
/// `data-slot="transcript-feed"`, `role="log"`; `data-state` is `empty`, `following` or `reading`. A row is
/// `[data-slot=turn]` with `data-source` (`user`, `agent`) and `data-final` (`true`, `false`); rows stand in
/// `[data-slot=turn-block]`s, so that long talks stay cheap. The root is what scrolls: give it a height, by the style sheet that comes with this crate or by one of your own.
///
/// ```
/// use leptos::prelude::*;
/// use leptos_speko::{LiveTurn, TranscriptFeed};
///
/// # #[component]
/// # fn Example() -> impl IntoView {
/// view! {
///     <TranscriptFeed turn=|turn: LiveTurn| view! { <p>{move || turn.text()}</p> }.into_any()>
///         "Press start and say hello."
///     </TranscriptFeed>
/// }
/// # }
/// ```
#[component]
pub fn TranscriptFeed(
    /// Classes for the root.
    #[prop(optional, into)]
    class: TextProp,
    /// The session, where it is not the one round this component.
    #[prop(optional)]
    voice: Option<Voice>,
    /// Draws a row in place of the built-in one. It is called once a row; what changes, changes by
    /// [`LiveTurn::text`] and [`LiveTurn::is_final`].
    #[prop(optional, into)]
    turn: Option<Callback<LiveTurn, AnyView>>,
    /// What the empty transcript shows.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let voice = find_voice(voice);
    let follower = Follower::new();
    let (following, scrolled, resumed) = (follower.clone(), follower.clone(), follower.clone());
    let (jump, state) = (follower.clone(), follower.clone());
    let empty = move || voice.turns.get().is_empty();
    let owner = Owner::current();

    let hint = Element::new("div")
        .with("data-slot", "transcript-empty")
        .flag("hidden", move || !empty());
    let list = Element::new("div")
        .with("data-slot", "turns")
        .setup(move |list| {
            let list = list.clone();
            let mut rows = Rows::new(owner, turn);
            watch(move || {
                if rows.show(&list, &voice.turns.get()) {
                    resumed.resume();
                }
            })
        });
    let jump = Element::inner_button()
        .with("data-slot", "jump-to-latest")
        .flag("hidden", move || following.following())
        .text("Jump to latest")
        .on("click", move |event| jump.jump(&event));
    let announcer = Element::new("div")
        .with("data-slot", "announcer")
        .with("aria-live", "polite")
        .words(move || voice.newest_final.get());

    Element::root("div", "transcript-feed", class)
        .with("role", "log")
        .with("aria-label", "Transcript")
        .with("aria-live", "off")
        .with("tabindex", "0")
        .live("data-state", move || match (empty(), state.following()) {
            (true, _) => "empty",
            (_, true) => "following",
            _ => "reading",
        })
        .on("scroll", move |event| scrolled.scrolled(&event))
        .child(match children {
            Some(children) => hint.child(children()),
            None => hint.text("What is said appears here."),
        })
        .child(list)
        .child(jump)
        .child(announcer)
        .setup(move |root| follower.watch(root))
        .into_any()
}

/// The built-in row.
fn row(turn: LiveTurn) -> AnyView {
    let finished = turn.clone();
    let speaker = match turn.source() {
        Source::Agent => "Agent",
        Source::User => "You",
    };
    Element::new("div")
        .with("data-slot", "turn")
        .with("data-source", turn.source().as_str())
        .live("data-final", move || {
            if finished.is_final() { "true" } else { "false" }
        })
        .child(
            Element::new("span")
                .with("data-slot", "turn-speaker")
                .text(speaker),
        )
        .child(
            Element::new("p")
                .with("data-slot", "turn-text")
                .words(move || turn.text()),
        )
        .into_any()
}
