use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;

use crate::dom::{Element, watch};
use crate::voice::find_voice;
use crate::{Phrases, Voice, phrases, use_volume};

/// The agent's loudness, from 0 to 100. It works before a conversation too.
///
/// `data-slot="volume-slider"`; `data-state` is `audible` or `silent`, or `fixed` where the browser lets no page change
/// the loudness: then it is disabled and says why. The root is a `label` that holds an `input type=range` and a
/// `small` for that note. For a control of one's own there is [`use_volume`].
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
    let (volume, words) = (use_volume(Some(voice)), Phrases::find());
    let percent = move || volume.percent();
    let label = Element::new("span");
    let input = Element::new("input")
        .with("data-part", "range")
        .with("type", "range")
        .with("min", "0")
        .with("max", "100")
        .number("value", percent)
        .flag("disabled", move || !voice.ready.get() || volume.is_fixed())
        .on("input", move |event| {
            if let Ok(percent) = event_target_value(&event).parse::<u32>() {
                volume.set(percent);
            }
        })
        .setup(move |input| {
            let input = input.clone().unchecked_into::<HtmlInputElement>();
            watch(move || input.set_value(&percent().to_string()))
        });
    let note = Element::new("small")
        .with("data-part", "note")
        .words(move || {
            if volume.is_fixed() {
                words.say(phrases::VOLUME_FIXED)
            } else {
                "".into()
            }
        });
    Element::root("label", "volume-slider", class)
        .live("data-state", move || {
            if volume.is_fixed() {
                "fixed"
            } else if percent() == 0 {
                "silent"
            } else {
                "audible"
            }
        })
        .child(match children {
            Some(children) => label.child(children()),
            None => label.phrase(words, phrases::VOLUME),
        })
        .child(input)
        .child(note)
        .into_any()
}
