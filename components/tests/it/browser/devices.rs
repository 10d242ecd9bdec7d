//! The device menus and the states of `<MicToggle>` in a real browser.

use crate::support::*;
use leptos::prelude::*;
use leptos_speko::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::HtmlSelectElement;

#[wasm_bindgen(module = "/tests/it/support/page.js", js_namespace = devices)]
extern "C" {
    fn device_list() -> js_sys::Array;
    fn plug(names: &str);
    fn no_sinks() -> js_sys::Array;
}

/// The browser's own devices are listed until a test plugs in others.
fn own_devices() -> Restore {
    replace_all(&device_list())
}

const MIC: &str = "[data-slot=mic-select] select";
const SPEAKER: &str = "[data-slot=speaker-select] select";
const ALL: &str = "input default Default,input lap Laptop,input desk Desk,output hall Hall";

fn entries<S: leptos::tachys::view::Mountable>(page: &Page<S>, menu: &str) -> String {
    let menu: HtmlSelectElement = page.get(menu).unchecked_into();
    let entry = |at| menu.item(at).unwrap().text_content().unwrap();
    (0..menu.length()).map(entry).collect::<Vec<_>>().join("|")
}

fn value<S: leptos::tachys::view::Mountable>(page: &Page<S>, menu: &str) -> String {
    page.get(menu).unchecked_into::<HtmlSelectElement>().value()
}

#[wasm_bindgen_test]
async fn device_menus_list_connected_devices_and_follow_hotplug() {
    let _devices = own_devices();
    plug(ALL);
    let page = open(idle, |_| view! { <MicSelect /><SpeakerSelect /> }).await;
    until(|| entries(&page, MIC) == "System default|Laptop|Desk").await;
    assert_eq!(entries(&page, SPEAKER), "System default|Hall");
    assert_eq!(page.state("mic-select"), "ready");
    page.choose(MIC, "desk");
    page.choose(SPEAKER, "hall");
    settled().await;
    let input = page.voice.input_device.get_untracked();
    assert_eq!(
        (input.wanted.as_deref(), input.used.as_deref()),
        (Some("desk"), Some("desk"))
    );
    let output = page.voice.output_device.get_untracked();
    assert_eq!(output.wanted.as_deref(), Some("hall"));
    plug("input lap Laptop,input new New");
    until(|| entries(&page, MIC) == "System default|Laptop|New|Not connected").await;
    assert_eq!(value(&page, MIC), "desk", "the choice is kept");
    plug(ALL);
    until(|| entries(&page, MIC) == "System default|Laptop|Desk").await;
    assert_eq!(value(&page, MIC), "desk");
    page.choose(MIC, "");
    settled().await;
    assert_eq!(page.voice.input_device.get_untracked().wanted, None);
}

#[wasm_bindgen_test]
async fn fallback_to_default_microphone_is_noted_until_chosen_one_returns() {
    let _devices = own_devices();
    plug(ALL);
    let options = || idle().input_device("desk".to_owned());
    let page = open(options, |_| view! { <MicSelect /> }).await;
    until(|| entries(&page, MIC) == "System default|Laptop|Desk").await;
    assert_eq!(value(&page, MIC), "desk");
    let change = |device: Option<&str>, reason| {
        let device = device.map(str::to_owned);
        Event::InputDevice(DeviceChange { device, reason })
    };
    page.emit(change(None, DeviceReason::Unplugged)).await;
    assert_eq!(page.state("mic-select"), "fallback");
    let note = page.get("[data-part=note]");
    assert!(note.text_content().unwrap().contains("system default"));
    page.emit(change(Some("desk"), DeviceReason::Returned))
        .await;
    assert_eq!(page.state("mic-select"), "ready");
    assert_eq!(note.text_content().unwrap(), "");
}

#[wasm_bindgen_test]
async fn device_menu_states_why_no_device_can_be_chosen() {
    let _devices = own_devices();
    plug("");
    let _sinks = replace_all(&no_sinks());
    let page = open(idle, |_| view! { <MicSelect /><SpeakerSelect /> }).await;
    until(|| page.state("mic-select") == "missing").await;
    assert_eq!(page.state("speaker-select"), "unsupported");
    assert!(
        page.find("[data-slot=speaker-select] select:disabled")
            .is_some()
    );
    plug("input  ");
    until(|| page.state("mic-select") == "unnamed").await;
    page.emit(Event::Mic(MicState::Blocked)).await;
    assert_eq!(page.state("mic-select"), "blocked");
}

#[wasm_bindgen_test]
async fn use_devices_requests_permission_and_lists_devices() {
    let _devices = own_devices();
    let seen = StoredValue::new_local(None::<Devices>);
    let page = open(idle, move |_| {
        seen.set_value(Some(use_devices()));
        view! { <MicToggle /> }
    })
    .await;
    let devices = seen.get_value().unwrap();
    devices.request_permission();
    until(|| devices.inputs().len() > 1).await;
    assert!(devices.has_input() && devices.can_choose_output());
    assert_eq!(devices.permission(), MicPermission::Granted);
    assert_eq!(devices.refused(), None);
    drop(page);
    // A removed component ignores changes, and calls on it are harmless. Changes are applied after
    // 250 ms.
    let time = stopped_time();
    plug(ALL);
    time.advance(300);
    settled().await;
    assert!(devices.inputs().is_empty());
    devices.refresh();
}

/// Some browsers list no inputs while a microphone works.
#[wasm_bindgen_test]
async fn open_microphone_is_not_called_missing_whatever_is_listed() {
    let _devices = own_devices();
    plug("");
    let page = open(idle, |_| view! { <MicSelect /> }).await;
    until(|| page.state("mic-select") == "missing").await;
    for state in [MicState::Live, MicState::Muted, MicState::ServerMuted] {
        page.emit(Event::Mic(state)).await;
        assert_eq!(page.state("mic-select"), "ready", "{state:?}");
        page.emit(Event::Mic(MicState::Missing)).await;
        assert_eq!(page.state("mic-select"), "missing");
    }
}

#[wasm_bindgen_test]
async fn mic_toggle_shows_the_actual_microphone_state() {
    let page = open(idle, |_| view! { <MicToggle /> }).await;
    let mic = "[data-slot=mic-toggle]";
    for (state, name, words) in [
        (MicState::Live, "live", "Mute"),
        (MicState::Muted, "muted", "Muted by the system"),
        (MicState::Blocked, "blocked", "Microphone blocked"),
        (MicState::InUse, "in-use", "Microphone in use"),
        (MicState::Missing, "missing", "No microphone"),
        (MicState::ServerMuted, "server-muted", "Muted by the host"),
    ] {
        page.emit(Event::Mic(state)).await;
        assert_eq!(page.state("mic-toggle"), name);
        assert_eq!(page.get(mic).text_content().unwrap(), words);
        // The problem is also the accessible name, which is all that a screen reader reads.
        let name = page.attribute(mic, "aria-label").unwrap();
        let plain = state == MicState::Live;
        assert_eq!(name, if plain { "Mute microphone" } else { words });
        let pressed = (state == MicState::ServerMuted).to_string();
        assert_eq!(page.attribute(mic, "aria-pressed").unwrap(), pressed);
    }
    // Pressing the button while muted by the server unmutes.
    page.click(mic).await;
    assert!(!page.voice.mic_muted.get_untracked());
    page.emit(Event::Mic(MicState::Released)).await;
    page.click(mic).await;
    assert!(page.voice.mic_muted.get_untracked());
    assert_eq!(page.get(mic).text_content().unwrap(), "Muted");
    assert_eq!(
        page.attribute(mic, "aria-label").unwrap(),
        "Mute microphone"
    );
}

#[wasm_bindgen_test]
async fn pressing_mic_toggle_while_muted_by_system_does_not_mute() {
    let page = open(idle, |_| view! { <MicToggle /> }).await;
    page.emit(Event::Mic(MicState::Muted)).await;
    page.click("[data-slot=mic-toggle]").await;
    assert!(!page.voice.mic_muted.get_untracked());
    page.emit(Event::Mic(MicState::Live)).await;
    page.click("[data-slot=mic-toggle]").await;
    page.emit(Event::Mic(MicState::Muted)).await;
    assert!(page.voice.mic_muted.get_untracked());
    page.click("[data-slot=mic-toggle]").await;
    assert!(
        !page.voice.mic_muted.get_untracked(),
        "pressing undoes the user's own mute"
    );
}

#[wasm_bindgen_test]
async fn refused_microphone_reverts_the_choice_to_the_device_in_use() {
    let _devices = own_devices();
    plug(ALL);
    let options = || idle().input_device("lap".to_owned());
    let page = open(options, |_| view! { <MicSelect /> }).await;
    // The chosen device has an entry even before the browser has listed its devices.
    until(|| entries(&page, MIC) == "System default|Laptop|Desk").await;
    assert_eq!(value(&page, MIC), "lap");
    page.emit(Event::Status(Status::Connected)).await;
    page.choose(MIC, "desk");
    settled().await;
    let input = || page.voice.input_device.get_untracked();
    assert_eq!(input().wanted.as_deref(), Some("desk"));
    page.emit(Event::InputDevice(DeviceChange {
        device: Some("lap".into()),
        reason: DeviceReason::Refused,
    }))
    .await;
    let (wanted, used) = (input().wanted, input().used);
    assert_eq!(
        (wanted.as_deref(), used.as_deref()),
        (Some("lap"), Some("lap"))
    );
    assert_eq!(value(&page, MIC), "lap");
    assert_eq!(page.state("mic-select"), "ready");
    // Also in the next conversation.
    page.emit(Event::Status(Status::Disconnected)).await;
    assert_eq!(input().wanted.as_deref(), Some("lap"));
}

#[wasm_bindgen_test]
async fn speaker_select_distinguishes_refused_from_unplugged_loudspeaker() {
    let _devices = own_devices();
    plug(ALL);
    let page = open(idle, |_| view! { <SpeakerSelect /> }).await;
    until(|| entries(&page, SPEAKER) == "System default|Hall").await;
    page.choose(SPEAKER, "hall");
    let note = page.get("[data-part=note]");
    for (reason, state, words) in [
        (DeviceReason::Refused, "refused", "cannot be used"),
        (DeviceReason::Unplugged, "fallback", "until it is back"),
    ] {
        let device = None;
        page.emit(Event::OutputDevice(DeviceChange { device, reason }))
            .await;
        assert_eq!(page.state("speaker-select"), state);
        let text = note.text_content().unwrap();
        assert!(text.contains(words), "{text}");
    }
    assert_eq!(
        page.voice.output_device.get_untracked().wanted.as_deref(),
        Some("hall"),
        "the choice is kept for the next conversation"
    );
}
