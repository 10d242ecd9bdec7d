//! What a telephone does: the screen stays on, the system knows of the call, and the keys of a headset work.
#![allow(clippy::unwrap_used, clippy::panic)]
#![cfg(target_arch = "wasm32")]

mod page;

use leptos::prelude::*;
use leptos_speko::*;
use page::*;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::*;

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen(inline_js = r#"
const give = (name, value) => Object.defineProperty(navigator, name, { configurable: true, value });
let sentinels, answers, mode, session;
export function reset() {
  delete navigator.wakeLock;
  delete navigator.mediaSession;
  delete document.hidden;
}
/// How the screen's lock is answered: "grant", "refuse", "throw", or "hold" until `answer_lock`.
export function fake(how) {
  [sentinels, answers, mode] = [[], [], how];
  class Sentinel {
    released = false;
    async release() { this.released = true; }
  }
  give("wakeLock", {
    request(kind) {
      if (kind !== "screen" || mode === "throw") throw new TypeError("no");
      if (mode === "refuse") return Promise.reject(new DOMException("no", "NotAllowedError"));
      const made = () => { const one = new Sentinel(); sentinels.push(one); return one; };
      return mode === "hold" ? new Promise((resolve) => answers.push(() => resolve(made()))) : Promise.resolve(made());
    },
  });
  session = {
    metadata: null, playbackState: "none", handlers: {}, microphone: [],
    setActionHandler(action, act) {
      if (action === "stop") throw new TypeError("an action that nobody knows");
      if (act) this.handlers[action] = act; else delete this.handlers[action];
    },
    setMicrophoneActive(active) {
      this.microphone.push(active);
      return Promise.reject(new DOMException("no", "NotAllowedError"));
    },
  };
  give("mediaSession", session);
}
export function nothing_there() {
  give("wakeLock", undefined);
  give("mediaSession", undefined);
}
export const answer_lock = () => answers.shift()();
export const locks = () => sentinels.map((one) => (one.released ? "-" : "+")).join("");
export function hide(hidden) {
  Object.defineProperty(document, "hidden", { configurable: true, get: () => hidden });
  if (hidden) sentinels.forEach((one) => (one.released = true));
  document.dispatchEvent(new Event("visibilitychange"));
}
export const title = () => session.metadata?.title ?? "";
export const playback = () => session.playbackState;
export const keys = () => Object.keys(session.handlers).sort().join();
export const key = (action) => session.handlers[action]({ action });
export const microphone = () => session.microphone.join();
const faults = [];
addEventListener("unhandledrejection", (event) => faults.push(String(event.reason)));
addEventListener("error", (event) => faults.push(event.message));
export const trouble = () => faults.splice(0).join();
const volume = Object.getOwnPropertyDescriptor(HTMLMediaElement.prototype, "volume");
export const fixed_volume = (fixed) =>
  Object.defineProperty(HTMLMediaElement.prototype, "volume", fixed ? { ...volume, get: () => 1 } : volume);
"#)]
extern "C" {
    fn reset();
    fn fake(how: &str);
    fn nothing_there();
    fn answer_lock();
    fn locks() -> String;
    fn hide(hidden: bool);
    fn title() -> String;
    fn playback() -> String;
    fn keys() -> String;
    fn key(action: &str);
    fn microphone() -> String;
    fn trouble() -> String;
    fn fixed_volume(fixed: bool);
}

const STARTED: Event = Event::Status(Status::Connecting);
const OPEN: Event = Event::Status(Status::Connected);
const OVER: Event = Event::Status(Status::Disconnected);

#[wasm_bindgen_test]
async fn the_screen_stays_on_during_a_call_and_only_then() {
    fake("grant");
    let page = open(idle, |_| view! { <PhoneManners /> }).await;
    assert_eq!(
        (page.state("phone-manners").as_str(), locks()),
        ("off", "".into())
    );
    page.tell(STARTED).await;
    page.tell(OPEN).await;
    assert_eq!(
        (page.state("phone-manners").as_str(), locks()),
        ("on", "+".into())
    );
    // The browser takes it from a page that is hidden.
    hide(true);
    wait(20).await;
    assert_eq!(locks(), "-");
    hide(false);
    wait(20).await;
    assert_eq!(locks(), "-+");
    page.tell(OVER).await;
    assert_eq!(
        (page.state("phone-manners").as_str(), locks()),
        ("off", "--".into())
    );
    hide(false);
    wait(20).await;
    assert_eq!(locks(), "--", "without a call nothing is asked for");
    assert_eq!(trouble(), "");
    reset();
}

#[wasm_bindgen_test]
async fn a_lock_that_comes_after_the_end_is_given_back() {
    fake("hold");
    let mut page = open(idle, |_| view! { <PhoneManners /> }).await;
    page.tell(OPEN).await;
    page.tell(OVER).await;
    answer_lock();
    wait(20).await;
    assert_eq!(locks(), "-");
    // And so is one whose component is gone.
    page.tell(OPEN).await;
    page.unmount();
    wait(20).await;
    answer_lock();
    wait(20).await;
    assert_eq!((locks().as_str(), keys().as_str()), ("--", ""));
    reset();
}

#[wasm_bindgen_test]
async fn what_a_browser_lacks_or_refuses_troubles_nobody() {
    for lacking in [|| fake("refuse"), || fake("throw"), nothing_there] {
        lacking();
        let page = open(idle, |_| view! { <PhoneManners /> }).await;
        page.tell(OPEN).await;
        page.tell(Event::Mic(MicState::Live)).await;
        page.tell(OVER).await;
        wait(20).await;
        assert_eq!(trouble(), "");
        reset();
    }
}

#[wasm_bindgen_test]
async fn the_system_knows_of_the_call_until_its_end() {
    fake("grant");
    let words = RwSignal::new("Front desk".to_owned());
    let page = open(idle, move |_| view! { <PhoneManners title=words /> }).await;
    assert_eq!((title(), playback()), ("".into(), "none".into()));
    page.tell(OPEN).await;
    assert_eq!(
        (title(), playback()),
        ("Front desk".into(), "playing".into())
    );
    assert_eq!(keys(), "hangup,pause,play,togglemicrophone");
    words.set("Kitchen".into());
    wait(20).await;
    assert_eq!(title(), "Kitchen");
    words.set(String::new());
    wait(20).await;
    assert_eq!(title(), "Voice conversation");
    page.tell(OVER).await;
    assert_eq!(
        (title(), playback(), keys()),
        ("".into(), "none".into(), "".into())
    );
    assert_eq!(trouble(), "");
    reset();
}

#[wasm_bindgen_test]
async fn the_systems_microphone_is_the_real_one() {
    fake("grant");
    let page = open(idle, |_| view! { <PhoneManners /> }).await;
    page.tell(OPEN).await;
    for state in [
        MicState::Live,
        MicState::Muted,
        MicState::Live,
        MicState::ServerMuted,
    ] {
        page.tell(Event::Mic(state)).await;
        let now = microphone();
        let now = now.rsplit(',').next().unwrap();
        assert_eq!(now == "true", state == MicState::Live, "{state:?}");
    }
    page.tell(Event::Mic(MicState::Live)).await;
    page.tell(OVER).await;
    assert!(microphone().ends_with("true,false"));
    assert_eq!(trouble(), "", "a refusal is nobody's trouble");
    reset();
}

#[wasm_bindgen_test]
async fn the_keys_of_a_headset_mute_and_hang_up() {
    fake("grant");
    // The app's answer takes for ever: the call stays as it is told.
    let options =
        || VoiceOptions::new(std::future::pending::<Result<Credentials, SpekoClientError>>);
    let page = open(options, |_| view! { <PhoneManners /><CallButton /> }).await;
    page.click("[data-slot=call-button]").await;
    page.tell(OPEN).await;
    page.tell(Event::Mic(MicState::Live)).await;
    for (action, muted) in [("togglemicrophone", true), ("play", false), ("pause", true)] {
        key(action);
        assert_eq!(page.voice.mic_muted.get_untracked(), muted, "{action}");
    }
    key("hangup");
    wait(20).await;
    assert_eq!(page.voice.status.get_untracked(), Status::Disconnected);
    assert_eq!((keys().as_str(), locks().as_str()), ("", "-"));
    assert_eq!(trouble(), "");
    reset();
}

#[wasm_bindgen_test]
async fn a_page_without_it_asks_for_nothing() {
    fake("grant");
    let page = open(idle, |_| view! { <CallButton /><MicToggle /> }).await;
    page.tell(OPEN).await;
    assert_eq!(
        (locks(), keys(), playback()),
        ("".into(), "".into(), "none".into())
    );
    reset();
}

#[wasm_bindgen_test]
async fn a_slider_that_would_change_nothing_says_so() {
    fixed_volume(true);
    let page = open(idle, |_| view! { <VolumeSlider /> }).await;
    assert_eq!(page.state("volume-slider"), "fixed");
    assert!(
        page.find("[data-slot=volume-slider] input:disabled")
            .is_some()
    );
    let note = page.get("[data-slot=volume-slider] [data-part=note]");
    assert_eq!(
        note.text_content().unwrap(),
        "Use the volume buttons of this device."
    );
    fixed_volume(false);
    let page = open(idle, |_| view! { <VolumeSlider /> }).await;
    assert_eq!(page.state("volume-slider"), "audible");
    assert!(
        page.find("[data-slot=volume-slider] input:enabled")
            .is_some()
    );
    let note = page.get("[data-slot=volume-slider] [data-part=note]");
    assert_eq!(note.text_content().unwrap(), "");
}

#[wasm_bindgen_test]
async fn a_page_that_comes_back_from_the_browsers_memory_says_that_the_call_is_over() {
    let page = open(idle, |_| view! { <CallButton /><StatusBadge /> }).await;
    page.click("[data-slot=call-button]").await;
    page.tell(OPEN).await;
    // What the core tells at `pagehide`.
    page.tell(Event::Disconnected(Disconnection {
        reason: DisconnectReason::User,
        message: None,
    }))
    .await;
    page.tell(OVER).await;
    assert_eq!(
        page.get("[data-slot=status-badge]").text_content().unwrap(),
        "Ended"
    );
    assert_eq!(page.state("call-button"), "idle");
}
