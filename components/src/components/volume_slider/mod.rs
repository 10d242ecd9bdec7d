mod use_volume;

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;

use crate::dom::{Element, watch};
use crate::session::find_voice;
use crate::{Phrases, Voice, phrases};
pub use use_volume::*;

/// Sets the agent's volume, from 0 to 100. It also works before a conversation.
///
/// Where a page cannot change the volume (iOS), it is disabled and a note says what to use instead.
///
/// Renders a `label` with `data-slot="volume-slider"` that contains an `input type=range` and a
/// `small` for the note. `data-state` is `audible`, `silent`, or `fixed` where the volume cannot be
/// changed.
///
/// Needs an enclosing [`VoiceSession`](crate::VoiceSession) or the `voice` prop.
///
/// Headless: [`use_volume`](crate::use_volume).
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
    /// CSS classes of the root element. Default: none.
    #[prop(optional, into)]
    class: TextProp,
    /// The session. Default: the enclosing `VoiceSession`.
    #[prop(optional)]
    voice: Option<Voice>,
    /// Replaces the label's text. Default: [`phrases::VOLUME`].
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let voice = find_voice(voice);
    let (volume, words) = (use_volume(Some(voice)), Phrases::find());
    let percent = move || volume.percent();
    let label = Element::new("span");
    let input = Element::new("input")
        .attr("data-part", "range")
        .attr("type", "range")
        .attr("min", "0")
        .attr("max", "100")
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
        .attr("data-part", "note")
        .text_fn(move || {
            if volume.is_fixed() {
                words.say(phrases::VOLUME_FIXED)
            } else {
                "".into()
            }
        });
    Element::root("label", "volume-slider", class)
        .attr_fn("data-state", move || {
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
