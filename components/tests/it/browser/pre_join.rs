//! `<PreJoin>`: each step, each obstacle, and that nothing stays open.

mod levels;

use crate::support::*;
use leptos::prelude::*;
use leptos_speko::*;
use std::cell::Cell;
use std::rc::Rc;
use std::sync::atomic::Ordering::SeqCst;

use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen(module = "/tests/it/support/page.js", js_namespace = pre_join)]
extern "C" {
    fn fresh();
    fn stop();
    fn sandbox() -> js_sys::Array;
    fn refuse(name: &str);
    fn refuse_chosen(name: &str);
    fn plug(ids: &str);
    fn talk(volume: f64);
    fn mute(on: bool);
    fn unmeasurable();
    fn end();
    fn hold();
    fn answer();
    fn hold_permission();
    fn permission_is(state: &str);
    fn prompts() -> u32;
    fn open_tracks() -> u32;
    fn open_contexts() -> u32;
    fn notes() -> u32;
}

/// Fakes the microphone, the device list and the permission. [`fresh`] resets them.
fn devices() -> (Restore, Restore) {
    fresh();
    (replace_all(&sandbox()), Restore::by(stop))
}

const ASK: &str = "[data-slot=pre-join-ask]";

async fn pre_join() -> Page<impl leptos::tachys::view::Mountable> {
    let page = open(idle, |_| view! { <PreJoin /> }).await;
    until(|| page.state("pre-join") == "prompt").await;
    page
}

fn advice(page: &Page<impl leptos::tachys::view::Mountable>) -> String {
    page.get("[data-slot=pre-join-advice]")
        .text_content()
        .unwrap()
}

#[wasm_bindgen_test]
async fn full_check_reaches_ready_and_releases_tracks_and_contexts() {
    let _devices = devices();
    talk(0.3);
    let page = pre_join().await;
    assert_eq!(
        (prompts(), open_contexts()),
        (0, 0),
        "nothing is opened before a click"
    );
    page.click(ASK).await;
    until(|| page.state("pre-join") == "mic-test").await;
    until(|| advice(&page) == "You are heard.").await;
    let next = "[data-slot=pre-join-next]";
    assert_eq!(page.attribute(next, "data-heard").unwrap(), "true");
    page.click(next).await;
    assert_eq!(page.state("pre-join"), "speaker-test");
    assert_eq!(open_tracks(), 0, "the microphone is released");
    page.click("[data-slot=pre-join-play]").await;
    assert_eq!(notes(), 2);
    page.click("[data-slot=pre-join-heard]").await;
    assert_eq!(page.state("pre-join"), "ready");
    assert_eq!(page.count("[data-slot=call-button]"), 1);
    until(|| open_contexts() == 0).await;
}

#[wasm_bindgen_test]
async fn each_microphone_error_shows_advice_and_allows_a_retry() {
    let _devices = devices();
    for (name, state, words) in [
        ("NotAllowedError", "blocked", "allow the microphone"),
        ("NotFoundError", "missing", "Connect one"),
        ("NotReadableError", "in-use", "Another program"),
    ] {
        fresh();
        refuse(name);
        let page = pre_join().await;
        page.click(ASK).await;
        until(|| page.state("pre-join") == state).await;
        assert!(advice(&page).contains(words), "{name}: {}", advice(&page));
        fresh();
        page.click(ASK).await;
        until(|| page.state("pre-join") == "mic-test").await;
    }
}

#[wasm_bindgen_test]
async fn blocked_state_persists_until_the_permission_changes() {
    let _devices = devices();
    hold_permission();
    refuse("NotAllowedError");
    let page = pre_join().await;
    page.click(ASK).await;
    until(|| page.state("pre-join") == "blocked").await;
    // The permission query only resolves now, with an outdated state.
    permission_is("granted");
    settled().await;
    assert_eq!(page.state("pre-join"), "blocked");
    permission_is("denied");
    settled().await;
    assert_eq!(page.state("pre-join"), "blocked");
    permission_is("prompt");
    until(|| page.state("pre-join") == "prompt").await;
}

#[wasm_bindgen_test]
async fn silence_is_reported_after_five_seconds() {
    let _devices = devices();
    let page = pre_join().await;
    let time = stopped_time();
    page.click(ASK).await;
    until(|| page.state("pre-join") == "mic-test").await;
    let silent = || advice(&page).starts_with("No audio detected.");
    // The level is read every 100 ms, and silence is reported after 50 readings. The audio itself
    // is real.
    for _ in 0..49 {
        time.advance(100);
        settled().await;
    }
    assert!(!silent(), "not before 5 s");
    time.advance(100);
    settled().await;
    assert!(silent(), "{}", advice(&page));
}

#[wasm_bindgen_test]
async fn microphone_granted_after_unmount_is_released() {
    let _devices = devices();
    hold();
    let mut page = pre_join().await;
    page.click(ASK).await;
    until(|| prompts() == 1).await;
    page.unmount();
    answer();
    until(|| open_tracks() == 0).await;
    assert_eq!(open_contexts(), 0);
}

#[wasm_bindgen_test]
async fn starting_a_call_releases_the_microphone_and_skip_reaches_ready() {
    let _devices = devices();
    let page = pre_join().await;
    page.click(ASK).await;
    until(|| page.state("pre-join") == "mic-test").await;
    assert_eq!(open_tracks(), 1);
    page.emit(Event::Status(Status::Connecting)).await;
    assert_eq!(open_tracks(), 0);
    // The call's own choice of a microphone is not tested.
    page.emit(Event::InputDevice(DeviceChange {
        device: None,
        reason: DeviceReason::Unplugged,
    }))
    .await;
    settled().await;
    assert_eq!(prompts(), 1);
    page.click("[data-slot=pre-join-skip]").await;
    assert_eq!(page.state("pre-join"), "ready");
    assert!(
        page.get("[data-slot=pre-join-skip]")
            .has_attribute("hidden")
    );
}

#[wasm_bindgen_test]
async fn focus_follows_the_steps_and_stays_inside_the_component() {
    let _devices = devices();
    talk(0.3);
    let (asked, source) = counted_credentials();
    let options = move || VoiceOptions::new(source).prewarm(Prewarm::Intent);
    // Focus must not go to the nearest call button.
    let page = open(options, |_| {
        view! { <CallButton attr:id="outside" /><PreJoin /> }
    })
    .await;
    let bounced = Rc::new(Cell::new(0));
    let seen = bounced.clone();
    let listen = Closure::<dyn FnMut()>::new(move || seen.set(seen.get() + 1));
    let outside = page.get("#outside");
    outside
        .add_event_listener_with_callback("focus", listen.as_ref().unchecked_ref())
        .unwrap();
    until(|| page.state("pre-join") == "prompt").await;
    page.get(ASK).focus().unwrap();
    page.click(ASK).await;
    until(|| page.state("pre-join") == "mic-test").await;
    for next in ["pre-join-next", "pre-join-play"] {
        until(|| focused_slot().as_deref() == Some(next)).await;
        page.click(&["[data-slot=", next, "]"].concat()).await;
    }
    page.get("[data-slot=pre-join-heard]").focus().unwrap();
    page.click("[data-slot=pre-join-heard]").await;
    assert_eq!(page.state("pre-join"), "ready");
    until(|| focused_slot().as_deref() == Some("call-button")).await;
    settled().await;
    let active = page::document().active_element().unwrap();
    assert_ne!(active.id(), "outside");
    assert_eq!(bounced.get(), 0, "the outside button is never focused");
    assert_eq!(asked.load(SeqCst), 0, "programmatic focus does not prewarm");
    outside.focus().unwrap();
    settled().await;
    assert_eq!((bounced.get(), asked.load(SeqCst)), (1, 1));
}

#[wasm_bindgen_test]
async fn focus_outside_the_component_is_not_moved() {
    let _devices = devices();
    let page = open(idle, |_| {
        view! { <input id="other" /><CallButton /><PreJoin /> }
    })
    .await;
    until(|| page.state("pre-join") == "prompt").await;
    page.get("#other").focus().unwrap();
    for (press, state) in [
        (ASK, "mic-test"),
        ("[data-slot=pre-join-next]", "speaker-test"),
        ("[data-slot=pre-join-heard]", "ready"),
    ] {
        page.click(press).await;
        until(|| page.state("pre-join") == state).await;
        settled().await;
        let active = page::document().active_element().unwrap();
        assert_eq!(active.id(), "other", "{state}");
    }
}

#[wasm_bindgen_test]
async fn choosing_another_microphone_retries_after_missing_or_in_use() {
    let _devices = devices();
    for (name, state) in [("NotFoundError", "missing"), ("NotReadableError", "in-use")] {
        fresh();
        plug("lap desk");
        refuse(name);
        let page = pre_join().await;
        page.click(ASK).await;
        until(|| page.state("pre-join") == state).await;
        assert_eq!(page.count("[data-slot=mic-select]"), 1);
        let before = prompts();
        settled().await;
        assert_eq!(prompts(), before, "it does not retry by itself");
        fresh();
        plug("lap desk");
        let menu = page.get("[data-slot=mic-select] select");
        let menu: web_sys::HtmlSelectElement = menu.unchecked_into();
        until(|| menu.length() == 3).await;
        page.choose("[data-slot=mic-select] select", "desk");
        until(|| page.state("pre-join") == "mic-test").await;
        assert_eq!(prompts(), 1);
    }
}

#[wasm_bindgen_test]
async fn unplugged_chosen_microphone_falls_back_to_system_default() {
    let _devices = devices();
    refuse_chosen("OverconstrainedError");
    let options = || idle().input_device("gone".to_owned());
    let page = open(options, |_| view! { <PreJoin /> }).await;
    until(|| page.state("pre-join") == "prompt").await;
    page.click(ASK).await;
    until(|| page.state("pre-join") == "mic-test").await;
    assert_eq!(prompts(), 2);
    let wanted = page.voice.input_device.get_untracked().wanted;
    assert_eq!(wanted.as_deref(), Some("gone"), "the choice is kept");
}
