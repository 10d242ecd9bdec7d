use leptos::prelude::*;
use speko_client::Source;

use crate::dom::Element;
use crate::levels::{fall_back, set};
use crate::{Levels, UseLevels, Voice, use_levels};

/// How an [`AudioVisualizer`](fn@AudioVisualizer) looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum VisualizerVariant {
    /// A bar for each band of the voice.
    #[default]
    Bars,
    /// A glowing ball.
    Orb,
}

impl VisualizerVariant {
    /// The spelling in `data-variant`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Bars => "bars",
            Self::Orb => "orb",
        }
    }
}

/// Shows one side's sound: as bars, or as an orb of CSS gradients in the tokens' colours.
///
/// `data-slot="audio-visualizer"`, `data-variant` is `bars` or `orb`, `data-side` `user` or `agent`, and `data-state`
/// `idle`, `connecting`, `listening`, `thinking`, `speaking`, `muted`, `error` or `ended`: a style sheet has a look for
/// each. What moves is custom properties, each from 0 to 1: `--speko-level`; for an orb `--speko-low`, `--speko-mid` and
/// `--speko-high`; and on each `[data-slot=bar]` its own `--speko-band`. At rest they are not there. Who wants less
/// motion sees the states, and nothing that moves.
///
/// All visualizers and meters of a session share one loop, which stops while nobody sees them.
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
    /// Bars or orb.
    #[prop(optional)]
    variant: VisualizerVariant,
    /// Whose sound.
    #[prop(default = Source::Agent)]
    side: Source,
    /// How many bars, from 5 to 24.
    #[prop(default = 12)]
    bars: usize,
    /// What it is called for screen readers; without a name it is decoration, which they pass over.
    #[prop(optional, into)]
    label: Option<TextProp>,
    /// The level from 0 to 1, where it is not the session's: in documentation, or in a test.
    #[prop(optional, into)]
    levels: Option<Signal<f32>>,
    /// Classes for the root.
    #[prop(optional, into)]
    class: TextProp,
    /// The session, where it is not the one round this component.
    #[prop(optional)]
    voice: Option<Voice>,
    /// Replaces what is inside. Elements with `data-slot="bar"` in it get their `--speko-band`.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let heard = use_levels(voice, side).by_hand(levels);
    let bars = bars.clamp(5, 24);
    let root = Element::root("div", "audio-visualizer", class)
        .with("data-variant", variant.as_str())
        .with("data-side", side.as_str())
        .live("data-state", move || heard.state());
    let root = match label {
        Some(label) => root.with("role", "img").live_text("aria-label", move || {
            Some(label.get().as_str().to_owned().into())
        }),
        None => root.with("aria-hidden", "true"),
    };
    let root = root.setup(move |element| show(&heard, element, variant, bars));
    match (children, variant) {
        (Some(children), _) => root.child(children()),
        (None, VisualizerVariant::Orb) => root.child(Element::new("span").with("data-slot", "orb")),
        (None, VisualizerVariant::Bars) => (0..bars).fold(root, |root, _| {
            root.child(Element::new("span").with("data-slot", "bar"))
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
