//! The rehearsal before a call: each step, each thing in its way, and that nothing stays open.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, clippy::panic)]

mod page;

use leptos::prelude::*;
use leptos_speko::*;
use page::*;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen(inline_js = r#"
const real = { ask: navigator.mediaDevices.getUserMedia, context: window.AudioContext, query: navigator.permissions.query };
let asked = 0, tracks = [], held = null, contexts = [], tone = 0, queries = [], permission;
export function fresh() {
  navigator.permissions.query = real.query;
  [asked, tracks, held, tone] = [0, [], null, 0];
  // A microphone whose sound is ours: an oscillator, or nothing.
  navigator.mediaDevices.getUserMedia = async () => {
    asked += 1;
    const context = new real.context();
    const to = context.createMediaStreamDestination();
    if (tone) {
      const oscillator = context.createOscillator(), gain = context.createGain();
      gain.gain.value = tone;
      oscillator.connect(gain).connect(to);
      oscillator.start();
    }
    tracks.push(...to.stream.getTracks());
    if (held) await held.promise;
    return to.stream;
  };
  contexts = [];
  window.AudioContext = class extends real.context {
    constructor(...options) { super(...options); contexts.push(this); this.notes = 0; }
    createOscillator() { this.notes += 1; return super.createOscillator(); }
  };
}
export function refuse(name) {
  navigator.mediaDevices.getUserMedia = async () => { asked += 1; throw new DOMException("no", name); };
}
export function talk(volume) { tone = volume; }
export function hold() { held = {}; held.promise = new Promise((resolve) => (held.answer = resolve)); }
export function answer() { held.answer(); }
// The browser is slow to say whether the microphone is allowed.
export function hold_permission() {
  [queries, permission] = [[], new EventTarget()];
  navigator.permissions.query = () => new Promise((resolve) => queries.push(resolve));
}
export function permission_is(state) {
  permission.state = state;
  queries.splice(0).forEach((resolve) => resolve(permission));
  permission.dispatchEvent(new Event("change"));
}
export const prompts = () => asked;
export const open_tracks = () => tracks.filter((track) => track.readyState === "live").length;
export const open_contexts = () => contexts.filter((context) => context.state !== "closed").length;
export const notes = () => contexts.reduce((sum, context) => sum + context.notes, 0);
"#)]
extern "C" {
    fn fresh();
    fn refuse(name: &str);
    fn talk(volume: f64);
    fn hold();
    fn answer();
    fn hold_permission();
    fn permission_is(state: &str);
    fn prompts() -> u32;
    fn open_tracks() -> u32;
    fn open_contexts() -> u32;
    fn notes() -> u32;
}

const ASK: &str = "[data-slot=pre-join-ask]";

async fn until(mut done: impl FnMut() -> bool) {
    for _ in 0..800 {
        if done() {
            return;
        }
        wait(10).await;
    }
    panic!("it never came");
}

async fn rehearsal() -> Page<impl leptos::tachys::view::Mountable> {
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
async fn from_the_first_press_to_ready_and_nothing_stays_open() {
    fresh();
    talk(0.3);
    let page = rehearsal().await;
    assert_eq!(
        (prompts(), open_contexts()),
        (0, 0),
        "nothing before a press"
    );
    page.click(ASK).await;
    until(|| page.state("pre-join") == "mic-test").await;
    until(|| advice(&page) == "We hear you.").await;
    let next = "[data-slot=pre-join-next]";
    assert_eq!(page.attribute(next, "data-heard").unwrap(), "true");
    page.click(next).await;
    assert_eq!(page.state("pre-join"), "speaker-test");
    assert_eq!(open_tracks(), 0, "the microphone was let go");
    page.click("[data-slot=pre-join-play]").await;
    assert_eq!(notes(), 2);
    page.click("[data-slot=pre-join-heard]").await;
    assert_eq!(page.state("pre-join"), "ready");
    assert_eq!(page.count("[data-slot=call-button]"), 1);
    until(|| open_contexts() == 0).await;
}

#[wasm_bindgen_test]
async fn what_is_in_the_way_is_said_and_can_be_tried_again() {
    for (name, state, words) in [
        ("NotAllowedError", "blocked", "allow the microphone"),
        ("NotFoundError", "missing", "Connect one"),
        ("NotReadableError", "in-use", "Another program"),
    ] {
        fresh();
        refuse(name);
        let page = rehearsal().await;
        page.click(ASK).await;
        until(|| page.state("pre-join") == state).await;
        assert!(advice(&page).contains(words), "{name}: {}", advice(&page));
        fresh();
        page.click(ASK).await;
        until(|| page.state("pre-join") == "mic-test").await;
    }
}

#[wasm_bindgen_test]
async fn a_refusal_stands_until_the_permission_changes() {
    fresh();
    hold_permission();
    refuse("NotAllowedError");
    let page = rehearsal().await;
    page.click(ASK).await;
    until(|| page.state("pre-join") == "blocked").await;
    // Only now the browser says what it was before.
    permission_is("granted");
    wait(50).await;
    assert_eq!(page.state("pre-join"), "blocked");
    permission_is("denied");
    wait(50).await;
    assert_eq!(page.state("pre-join"), "blocked");
    permission_is("prompt");
    until(|| page.state("pre-join") == "prompt").await;
}

#[wasm_bindgen_test]
async fn silence_is_said_and_a_quiet_room_is_no_voice() {
    fresh();
    let page = rehearsal().await;
    page.click(ASK).await;
    until(|| page.state("pre-join") == "mic-test").await;
    until(|| advice(&page).starts_with("We hear nothing.")).await;
}

#[wasm_bindgen_test]
async fn a_grant_that_comes_late_is_let_go_at_once() {
    fresh();
    hold();
    let mut page = rehearsal().await;
    page.click(ASK).await;
    until(|| prompts() == 1).await;
    page.unmount();
    answer();
    until(|| open_tracks() == 0).await;
    assert_eq!(open_contexts(), 0);
}

#[wasm_bindgen_test]
async fn it_lets_go_when_a_call_begins_or_it_is_passed_over() {
    fresh();
    let page = rehearsal().await;
    page.click(ASK).await;
    until(|| page.state("pre-join") == "mic-test").await;
    assert_eq!(open_tracks(), 1);
    page.tell(Event::Status(Status::Connecting)).await;
    assert_eq!(open_tracks(), 0);
    page.click("[data-slot=pre-join-skip]").await;
    assert_eq!(page.state("pre-join"), "ready");
    assert!(
        page.get("[data-slot=pre-join-skip]")
            .has_attribute("hidden")
    );
}

#[wasm_bindgen_test]
async fn the_focus_goes_along() {
    fresh();
    talk(0.3);
    let page = rehearsal().await;
    page.get(ASK).focus().unwrap();
    page.click(ASK).await;
    until(|| page.state("pre-join") == "mic-test").await;
    let focused = || {
        page::document()
            .active_element()?
            .get_attribute("data-slot")
    };
    until(|| focused().as_deref() == Some("pre-join-next")).await;
}
