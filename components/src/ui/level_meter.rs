use std::cell::Cell;

use leptos::prelude::*;
use speko_client::Source;

use crate::dom::Element;
use crate::levels::{fall_back, set};
use crate::{Levels, Phrases, Voice, phrases, use_levels};

/// How often a screen reader's value may change, in ms.
const SPOKEN_EVERY: f64 = 250.0;

/// How loud one side is, as a bar that follows it: "does it hear me?"
///
/// `data-slot="level-meter"`, `data-side` is `user` or `agent`, `data-state` as of
/// [`AudioVisualizer`](fn@crate::AudioVisualizer). `role="meter"` from 0 to 100, where 0 is −55 dB and less; its
/// `aria-valuenow` changes four times a second at most, and so does the bar for who wants less motion. The level is in
/// `--speko-level`, from 0 to 1.
///
/// Headless: [`use_levels`].
///
/// ```
/// use leptos::prelude::*;
/// use leptos_speko::{LevelMeter, Source};
///
/// # #[component]
/// # fn Example() -> impl IntoView {
/// view! {
///     <LevelMeter />
///     <LevelMeter side=Source::Agent />
/// }
/// # }
/// ```
#[component]
pub fn LevelMeter(
    /// Whose sound.
    #[prop(default = Source::User)]
    side: Source,
    /// The level from 0 to 1, where it is not the session's: of a microphone that is tried, or in a test.
    #[prop(optional, into)]
    levels: Option<Signal<f32>>,
    /// Classes for the root.
    #[prop(optional, into)]
    class: TextProp,
    /// The session, where it is not the one round this component.
    #[prop(optional)]
    voice: Option<Voice>,
    /// Replaces the bar.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let heard = use_levels(voice, side).by_hand(levels);
    let name = match side {
        Source::Agent => phrases::LEVEL_AGENT,
        Source::User => phrases::LEVEL_USER,
    };
    let root = Element::root("div", "level-meter", class)
        .with("role", "meter")
        .with("data-side", side.as_str())
        .with("aria-valuemin", "0")
        .with("aria-valuemax", "100")
        .with("aria-valuenow", "0")
        .say("aria-label", Phrases::find(), name)
        .live("data-state", move || heard.state())
        .setup(move |element| {
            let place = element.clone();
            let (spoken, spoken_at) = (Cell::new(0), Cell::new(f64::NEG_INFINITY));
            let draw = move |now: &Levels<'_>| {
                let due = !now.moving || now.time - spoken_at.get() >= SPOKEN_EVERY;
                if due || !now.less_motion {
                    set(&place, "--speko-level", now.moving.then_some(now.level));
                }
                let percent = (now.level * 100.0) as u32;
                if due {
                    spoken_at.set(now.time);
                    if spoken.replace(percent) != percent {
                        let _ = place.set_attribute("aria-valuenow", &percent.to_string());
                    }
                }
            };
            let bar = element.query_selector("[data-slot=level]").ok().flatten();
            let shown = move || {
                if let Some(bar) = &bar {
                    fall_back(bar, "display:inline-block;background:currentColor;height:.5em;width:calc(.25em + 8em*var(--speko-level,0))");
                }
            };
            heard.read_with(element, 0, true, Box::new(draw), Box::new(shown))
        });
    match children {
        Some(children) => root.child(children()),
        None => root.child(Element::new("span").with("data-slot", "level")),
    }
    .into_any()
}
