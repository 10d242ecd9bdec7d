//! The parts that `MicSelect` and `SpeakerSelect` share.

use leptos::prelude::*;
use speko_client::Device;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::Devices;
use crate::dom::{Element, watch};
use crate::{DeviceChoice, Phrase, Phrases, phrases};

/// What differs between the two menus.
pub(crate) struct DeviceSelect {
    pub(crate) slot: &'static str,
    pub(crate) name: Phrase,
    pub(crate) devices: Devices,
    pub(crate) all: fn(&Devices) -> Vec<Device>,
    pub(crate) choice: fn(&Devices) -> DeviceChoice,
    pub(crate) choose: fn(&Devices, Option<String>),
    /// The note beside the menu, and the `data-state` that belongs to it.
    pub(crate) note: fn(&Devices) -> Option<(&'static str, Phrase)>,
    /// Whether there is anything to select.
    pub(crate) able: fn(&Devices) -> bool,
    pub(crate) ready: crate::VoiceSignal<bool>,
}

impl DeviceSelect {
    pub(crate) fn view(self, class: TextProp, children: Option<Children>) -> AnyView {
        let (devices, words) = (self.devices, Phrases::find());
        let (note, ready, able) = (self.note, self.ready, self.able);
        let label = Element::new("span");
        let root = Element::root("label", self.slot, class).attr_fn("data-state", move || {
            match (ready.get(), note(&devices)) {
                (false, _) => "disabled",
                (_, Some((state, _))) => state,
                _ => "ready",
            }
        });
        let (all, choice, choose) = (self.all, self.choice, self.choose);
        let first = Element::new("option")
            .attr("value", "")
            .phrase(words, phrases::DEVICE_DEFAULT);
        let menu = Element::new("select")
            .attr("data-part", "field")
            .flag("disabled", move || !ready.get() || !able(&devices))
            .on("change", move |event| {
                let id = event_target_value(&event);
                choose(&devices, (!id.is_empty()).then_some(id));
            })
            .child(first)
            .setup(move |menu| {
                let menu: HtmlElement = menu.clone().unchecked_into();
                watch(move || show(&menu, &all(&devices), &choice(&devices), words))
            });
        let note = Element::new("small")
            .attr("data-part", "note")
            .attr("aria-live", "polite")
            .text_fn(move || match note(&devices) {
                Some((_, phrase)) if ready.get() => words.say(phrase),
                _ => "".into(),
            });
        root.child(match children {
            Some(children) => label.child(children()),
            None => label.phrase(words, self.name),
        })
        .child(menu)
        .child(note)
        .into_any()
    }
}

/// Replaces all entries but the first. Labels and ids come from the browser and are set as text.
fn show(menu: &HtmlElement, all: &[Device], choice: &DeviceChoice, words: Phrases) {
    while let Some(last) = menu.last_element_child()
        && menu.child_element_count() > 1
    {
        last.remove();
    }
    let wanted = choice.wanted.clone().unwrap_or_default();
    let add = |id: &str, label: &str| {
        let Some(document) = menu.owner_document() else {
            return;
        };
        if let Ok(option) = document.create_element("option") {
            let _ = option.set_attribute("value", id);
            option.set_text_content(Some(label));
            let _ = menu.append_child(&option);
        }
    };
    for (number, device) in (1_u32..).zip(all) {
        if device.label.is_empty() {
            let number = words.say_with(phrases::DEVICE_UNNAMED, &number.to_string());
            add(&device.id, &number);
        } else {
            add(&device.id, &device.label);
        }
    }
    // The wanted device stays listed while it is unplugged.
    if !wanted.is_empty() && all.iter().all(|device| device.id != wanted) {
        add(&wanted, &words.say(phrases::DEVICE_GONE));
    }
    menu.unchecked_ref::<web_sys::HtmlSelectElement>()
        .set_value(&wanted);
}
