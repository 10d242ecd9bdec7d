use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;

use crate::dom::{Element, watch};
use crate::voice::find_voice;
use crate::{Phrases, Voice, phrases};

/// The agent's loudness, from 0 to 100. It works before a conversation too.
///
/// `data-slot="volume-slider"`; `data-state` is `audible` or `silent`. The root is a `label` that holds an
/// `input type=range`.
///
/// ```
/// use leptos::prelude::*;
/// use leptos_speko::VolumeSlider;
///
/// # #[component]
/// # fn Example() -> impl IntoView {
/// view! { <VolumeSlider>"Loudness"</VolumeSlider> }
/// # }
/// ```
#[component]
pub fn VolumeSlider(
    /// Classes for the root.
    #[prop(optional, into)]
    class: TextProp,
    /// The session, where it is not the one round this component.
    #[prop(optional)]
    voice: Option<Voice>,
    /// Replaces the label's text.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let voice = find_voice(voice);
    let percent = move || (voice.volume.get() * 100.0 + 0.5) as u32;
    let label = Element::new("span");
    let input = Element::new("input")
        .with("data-part", "range")
        .with("type", "range")
        .with("min", "0")
        .with("max", "100")
        .number("value", percent)
        .flag("disabled", move || !voice.ready.get())
        .on("input", move |event| {
            if let Ok(percent) = event_target_value(&event).parse::<u32>() {
                voice.set_volume(f64::from(percent) / 100.0);
            }
        })
        .setup(move |input| {
            let input = input.clone().unchecked_into::<HtmlInputElement>();
            watch(move || input.set_value(&percent().to_string()))
        });
    Element::root("label", "volume-slider", class)
        .live("data-state", move || {
            if percent() == 0 { "silent" } else { "audible" }
        })
        .child(match children {
            Some(children) => label.child(children()),
            None => label.phrase(Phrases::find(), phrases::VOLUME),
        })
        .child(input)
        .into_any()
}
