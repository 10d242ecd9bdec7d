use std::cell::Cell;

use leptos::prelude::*;
use speko_client::Source;

use crate::dom::Element;
use crate::levels::{fall_back, set};
use crate::{Levels, Phrases, Voice, phrases, use_levels};

/// How often `aria-valuenow` may change, in ms.
const SPOKEN_EVERY: f64 = 250.0;

/// Shows the level of one side as a bar, for example so that users see whether they are heard.
///
/// Renders a `div` with `data-slot="level-meter"` and `role="meter"`, from 0 (−55 dBFS or less) to
/// 100. `data-side` is `user` or `agent`; `data-state` has the values of
/// [`AudioVisualizer`](fn@crate::AudioVisualizer). `--speko-level` is the level, from 0 to 1.
///
/// `aria-valuenow` changes at most four times a second. With `prefers-reduced-motion` the same
/// limit applies to the bar.
///
/// Needs an enclosing [`VoiceSession`](crate::VoiceSession) or the `voice` prop.
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
    /// The side whose level is shown. Default: the user.
    #[prop(default = Source::User)]
    side: Source,
    /// Shows this level, from 0 to 1, instead of the session's, such as that of a microphone test.
    /// Default: none.
    #[prop(optional, into)]
    levels: Option<Signal<f32>>,
    /// CSS classes of the root element. Default: none.
    #[prop(optional, into)]
    class: TextProp,
    /// The session. Default: the enclosing `VoiceSession`.
    #[prop(optional)]
    voice: Option<Voice>,
    /// Replaces the bar. Default: a `span` with `data-slot="level"`.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let heard = use_levels(voice, side).with_level(levels);
    let name = match side {
        Source::Agent => phrases::LEVEL_AGENT,
        Source::User => phrases::LEVEL_USER,
    };
    let root = Element::root("div", "level-meter", class)
        .attr("role", "meter")
        .attr("data-side", side.as_str())
        .attr("aria-valuemin", "0")
        .attr("aria-valuemax", "100")
        .attr("aria-valuenow", "0")
        .phrase_attr("aria-label", Phrases::find(), name)
        .attr_fn("data-state", move || heard.state())
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
        None => root.child(Element::new("span").attr("data-slot", "level")),
    }
    .into_any()
}
