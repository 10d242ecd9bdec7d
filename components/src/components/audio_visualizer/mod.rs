use leptos::prelude::*;
use speko_client::Source;

use crate::dom::Element;
use crate::levels::{fall_back, set};
use crate::{Levels, UseLevels, Voice, use_levels};

/// The look of an [`AudioVisualizer`](fn@AudioVisualizer).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum VisualizerVariant {
    /// One bar per frequency band.
    #[default]
    Bars,
    /// A glowing orb.
    Orb,
}

impl VisualizerVariant {
    /// Returns the value of `data-variant`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Bars => "bars",
            Self::Orb => "orb",
        }
    }
}

/// Visualizes the audio of one side, as bars or as an orb of CSS gradients in the theme's colors.
///
/// Renders a `div` with `data-slot="audio-visualizer"`. `data-variant` is `bars` or `orb`, and
/// `data-side` is `user` or `agent`. `data-state` is `idle`, `connecting`, `listening`, `thinking`,
/// `speaking`, `muted`, `error` or `ended`, so that a style sheet can style each state.
///
/// The levels are custom properties from 0 to 1:
///
/// - `--speko-level` on the root element;
/// - `--speko-low`, `--speko-mid` and `--speko-high` on the root element of an orb;
/// - `--speko-band` on each `[data-slot=bar]`.
///
/// They are removed at rest. With `prefers-reduced-motion` only the states are shown, and nothing
/// moves.
///
/// All visualizers and meters of a session share one animation frame loop. It stops while none of
/// them is visible.
///
/// Needs an enclosing [`VoiceSession`](crate::VoiceSession) or the `voice` prop.
///
/// Headless: [`use_levels`].
///
/// ```
/// use leptos::prelude::*;
/// use leptos_speko::{AudioVisualizer, Source, VisualizerVariant};
///
/// # #[component]
/// # fn Example() -> impl IntoView {
/// view! {
///     <AudioVisualizer variant=VisualizerVariant::Orb />
///     <AudioVisualizer side=Source::User bars=9 label="Your voice" />
/// }
/// # }
/// ```
#[component]
pub fn AudioVisualizer(
    /// Bars or orb. Default: bars.
    #[prop(optional)]
    variant: VisualizerVariant,
    /// The side whose audio is shown. Default: the agent.
    #[prop(default = Source::Agent)]
    side: Source,
    /// The number of bars, clamped to 5–24. Default: 12. An orb ignores it.
    #[prop(default = 12)]
    bars: usize,
    /// The accessible name. Default: none, which hides the element from screen readers.
    #[prop(optional, into)]
    label: Option<TextProp>,
    /// Shows this level, from 0 to 1, instead of the session's: for documentation or tests.
    /// Default: none.
    #[prop(optional, into)]
    levels: Option<Signal<f32>>,
    /// CSS classes of the root element. Default: none.
    #[prop(optional, into)]
    class: TextProp,
    /// The session. Default: the enclosing `VoiceSession`.
    #[prop(optional)]
    voice: Option<Voice>,
    /// Replaces the content. Elements in it with `data-slot="bar"` get their `--speko-band`.
    /// Default: the bars or the orb.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let heard = use_levels(voice, side).with_level(levels);
    let bars = bars.clamp(5, 24);
    let root = Element::root("div", "audio-visualizer", class)
        .attr("data-variant", variant.as_str())
        .attr("data-side", side.as_str())
        .attr_fn("data-state", move || heard.state());
    let root = match label {
        Some(label) => root
            .attr("role", "img")
            .optional_attr_fn("aria-label", move || {
                Some(label.get().as_str().to_owned().into())
            }),
        None => root.attr("aria-hidden", "true"),
    };
    let root = root.setup(move |element| show(&heard, element, variant, bars));
    match (children, variant) {
        (Some(children), _) => root.child(children()),
        (None, VisualizerVariant::Orb) => root.child(Element::new("span").attr("data-slot", "orb")),
        (None, VisualizerVariant::Bars) => (0..bars).fold(root, |root, _| {
            root.child(Element::new("span").attr("data-slot", "bar"))
        }),
    }
    .into_any()
}

const PLAIN_BAR: &str = "display:inline-block;vertical-align:bottom;width:.3em;margin:1px;background:currentColor;height:calc(.3em + 2.7em*var(--speko-band,0))";
const PLAIN_ORB: &str = "display:inline-block;width:4em;height:4em;border-radius:50%;background:currentColor;opacity:calc(.3 + .7*var(--speko-level,0))";

fn show(
    heard: &UseLevels,
    element: &web_sys::Element,
    variant: VisualizerVariant,
    bars: usize,
) -> crate::LevelReading {
    let parts: Vec<web_sys::Element> = parts(element);
    let place = element.clone();
    let plain = parts.clone();
    let shown = move || {
        for part in &plain {
            let orb = part.get_attribute("data-slot").as_deref() == Some("orb");
            fall_back(part, if orb { PLAIN_ORB } else { PLAIN_BAR });
        }
    };
    let bands = match variant {
        VisualizerVariant::Bars => bars,
        VisualizerVariant::Orb => 3,
    };
    let draw = move |now: &Levels<'_>| {
        let value = |value| now.moving.then_some(value);
        set(&place, "--speko-level", value(now.level));
        match variant {
            VisualizerVariant::Bars => {
                for (part, band) in parts.iter().zip(now.bands) {
                    set(part, "--speko-band", value(*band));
                }
            }
            VisualizerVariant::Orb => {
                for (name, band) in ["--speko-low", "--speko-mid", "--speko-high"]
                    .iter()
                    .zip(now.bands)
                {
                    set(&place, name, value(*band));
                }
            }
        }
    };
    heard.read_with(element, bands, false, Box::new(draw), Box::new(shown))
}

fn parts(element: &web_sys::Element) -> Vec<web_sys::Element> {
    let Ok(list) = element.query_selector_all("[data-slot=bar], [data-slot=orb]") else {
        return Vec::new();
    };
    (0..list.length())
        .filter_map(|at| Some(wasm_bindgen::JsCast::unchecked_into(list.get(at)?)))
        .collect()
}
