//! `<VoiceWidget>`: everything in one component, opened and closed during the call.

use crate::support::*;
use leptos::prelude::*;
use leptos_speko::*;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{HtmlElement, KeyboardEvent, KeyboardEventInit};

const LAUNCHER: &str = "[data-slot=voice-widget-launcher]";
const PANEL: &str = "[data-slot=voice-widget-panel]";

async fn floating() -> Page<impl leptos::tachys::view::Mountable> {
    open(idle, |_| {
        view! {
            <ScriptedSession script=Script::new().wait(60_000)>
                <VoiceWidget variant=WidgetVariant::Floating title="Library">
                    <p id="inside">"Ask away"</p>
                </VoiceWidget>
            </ScriptedSession>
        }
    })
    .await
}

fn hidden(page: &Page<impl leptos::tachys::view::Mountable>, selector: &str) -> bool {
    page.get(selector).has_attribute("hidden")
}

fn escape(page: &Page<impl leptos::tachys::view::Mountable>) {
    let init = KeyboardEventInit::new();
    init.set_key("Escape");
    init.set_bubbles(true);
    let event = KeyboardEvent::new_with_keyboard_event_init_dict("keydown", &init).unwrap();
    let target: HtmlElement = page.get("[data-slot=call-button]");
    target.dispatch_event(event.unchecked_ref()).unwrap();
}

#[wasm_bindgen_test]
async fn floating_widget_opens_and_closes_and_moves_focus() {
    let page = floating().await;
    assert_eq!(page.state("voice-widget"), "closed");
    assert!(hidden(&page, PANEL));
    assert_eq!(page.attribute(LAUNCHER, "aria-expanded").unwrap(), "false");

    page.click(LAUNCHER).await;
    settled().await;
    assert_eq!(page.state("voice-widget"), "open");
    assert!(!hidden(&page, PANEL));
    assert_eq!(page.attribute(LAUNCHER, "aria-expanded").unwrap(), "true");
    assert_eq!(page.attribute(PANEL, "aria-label").unwrap(), "Library");
    until(|| focused_slot().as_deref() == Some("call-button")).await;

    escape(&page);
    settled().await;
    assert!(hidden(&page, PANEL));
    until(|| focused_slot().as_deref() == Some("voice-widget-launcher")).await;

    page.click(LAUNCHER).await;
    page.click("[data-slot=voice-widget-close]").await;
    settled().await;
    assert_eq!(page.state("voice-widget"), "closed");
}

#[wasm_bindgen_test]
async fn closing_the_widget_does_not_end_the_call() {
    let page = floating().await;
    page.click(LAUNCHER).await;
    page.click("[data-slot=call-button]").await;
    until(|| page.state("call-button") == "connected").await;
    escape(&page);
    settled().await;
    assert_eq!(page.state("voice-widget"), "closed");
    let call = page.attribute("[data-slot=voice-widget]", "data-call");
    assert_eq!(call.unwrap(), "connected");
    assert_eq!(page.attribute(LAUNCHER, "data-mic").unwrap(), "live");
    let name = page.attribute(LAUNCHER, "aria-label").unwrap();
    assert!(name.contains("current conversation"), "{name}");
    page.click(LAUNCHER).await;
    page.click("[data-slot=call-button]").await;
    assert_eq!(page.state("call-button"), "idle");
}

#[wasm_bindgen_test]
async fn panel_widget_stays_open_and_contains_all_parts() {
    let page = open(idle, |_| view! { <VoiceWidget /> }).await;
    assert_eq!(page.state("voice-widget"), "open");
    assert_eq!(page.count(LAUNCHER), 0);
    for slot in [
        "status-badge",
        "agent-state",
        "device-notice",
        "transcript-feed",
        "message-input",
        "call-button",
        "mic-toggle",
        "volume-slider",
        "mic-select",
        "speaker-select",
        "transcript-export",
    ] {
        assert_eq!(page.count(&format!("[data-slot={slot}]")), 1, "{slot}");
    }
    escape(&page);
    settled().await;
    assert_eq!(
        page.state("voice-widget"),
        "open",
        "Escape does not close a panel"
    );
}

#[wasm_bindgen_test]
async fn widget_with_credentials_has_its_own_session() {
    let time = stopped_time();
    let page = open(idle, |_| {
        view! { <VoiceWidget credentials=std::future::pending /> }
    })
    .await;
    page.click("[data-slot=call-button]").await;
    assert_eq!(page.state("call-button"), "connecting");
    assert_eq!(page.voice.status.get_untracked(), Status::Disconnected);
    time.advance(500);
    page.click("[data-slot=call-button]").await;
    assert_eq!(page.state("call-button"), "idle");
}

#[wasm_bindgen_test]
async fn device_note_reports_fallback_devices_only_during_a_call() {
    const NOTE: &str = "[data-slot=device-notice]";
    let page = open(idle, |_| view! { <VoiceWidget /> }).await;
    let note = || page.get(NOTE).text_content().unwrap();
    let input = |device: Option<&str>, reason| {
        let device = device.map(str::to_owned);
        Event::InputDevice(DeviceChange { device, reason })
    };
    let output = |reason| {
        let device = None;
        Event::OutputDevice(DeviceChange { device, reason })
    };
    assert_eq!(page.attribute(NOTE, "aria-live").unwrap(), "polite");
    // Also for the system default, which the user did not choose.
    assert_eq!(page.voice.input_device.get_untracked().wanted, None);
    page.voice.emit(Event::Mic(MicState::Live));
    page.emit(input(None, DeviceReason::Unplugged)).await;
    assert_eq!(
        (&*page.state("device-notice"), &*note()),
        ("none", ""),
        "no call"
    );
    page.emit(Event::Status(Status::Connected)).await;
    assert_eq!(page.state("device-notice"), "fallback");
    assert_eq!(
        note(),
        "Your microphone is unavailable. Another one is used."
    );
    page.emit(input(Some("desk"), DeviceReason::Refused)).await;
    assert!(note().starts_with("Your microphone"));
    page.emit(output(DeviceReason::Unplugged)).await;
    assert_eq!(
        note(),
        "Your microphone is unavailable. Another one is used. \
         Your speaker is unavailable. Another one is used."
    );
    // No microphone is left: `<MicToggle>` shows that.
    page.emit(Event::Mic(MicState::Missing)).await;
    assert!(note().starts_with("Your speaker"));
    page.emit(Event::Mic(MicState::Live)).await;
    page.emit(output(DeviceReason::Returned)).await;
    for reason in [
        DeviceReason::Chosen,
        DeviceReason::Returned,
        DeviceReason::DefaultChanged,
    ] {
        page.emit(input(None, DeviceReason::Unplugged)).await;
        assert!(note().starts_with("Your microphone"));
        page.emit(input(None, reason)).await;
        assert_eq!(
            (&*page.state("device-notice"), &*note()),
            ("none", ""),
            "{reason:?}"
        );
    }
    page.emit(input(None, DeviceReason::Unplugged)).await;
    page.emit(Event::Status(Status::Disconnected)).await;
    assert_eq!(note(), "", "the call has ended");
}
