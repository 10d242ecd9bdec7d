//! Scripted sessions: the real components, driven by a script.

use std::sync::{Arc, Mutex};

use crate::support::*;
use leptos::prelude::*;
use leptos_speko::*;
use wasm_bindgen_test::wasm_bindgen_test;

type Driver = Arc<Mutex<Option<Scripted>>>;

#[component]
fn Grab(to: Driver) -> impl IntoView {
    *to.lock().unwrap() = use_scripted();
}

/// Opens a page with a scripted session, and returns the handle that drives it.
async fn play(
    script: Script,
    clock: bool,
) -> (Page<impl leptos::tachys::view::Mountable>, Scripted) {
    let driver = Driver::default();
    let slot = driver.clone();
    let page = open(idle, move |_| {
        view! {
            <ScriptedSession script clock>
                <CallButton />
                <MicToggle />
                <StatusBadge />
                <ErrorNotice />
                <StartAudio />
                <TranscriptFeed />
                <MessageInput />
                <Grab to=slot />
            </ScriptedSession>
        }
    })
    .await;
    let scripted = driver.lock().unwrap().unwrap();
    (page, scripted)
}

fn texts(page: &Page<impl leptos::tachys::view::Mountable>) -> Vec<String> {
    page.texts("[data-slot=turn-text]")
}

#[wasm_bindgen_test]
async fn manual_clock_plays_the_script_as_far_as_it_is_advanced() {
    let script = Script::new().agent("One two").user("Three");
    let (page, scripted) = play(script, false).await;
    assert_eq!(page.state("call-button"), "idle");
    page.click("[data-slot=call-button]").await;
    assert_eq!(page.state("call-button"), "connecting");
    assert_eq!(page.state("mic-toggle"), "unavailable");
    scripted.advance(600);
    settled().await;
    assert_eq!(page.state("call-button"), "connected");
    assert_eq!(page.state("mic-toggle"), "live");
    scripted.advance(220);
    settled().await;
    assert_eq!(texts(&page), ["One"]);
    assert_eq!(
        page.attribute("[data-slot=status-badge]", "data-mode")
            .unwrap(),
        "speaking"
    );
    scripted.advance(220);
    settled().await;
    assert_eq!(texts(&page), ["One two"]);
    assert_eq!(
        page.attribute("[data-slot=turn]", "data-final").unwrap(),
        "true"
    );
    scripted.advance(10_000);
    settled().await;
    assert_eq!(texts(&page), ["One two", "Three"]);
    assert_eq!(
        page.attribute("[data-slot=status-badge]", "data-mode")
            .unwrap(),
        "listening"
    );

    page.click("[data-slot=call-button]").await;
    assert_eq!(page.state("call-button"), "idle");
    assert_eq!(page.state("mic-toggle"), "unavailable");
    assert_eq!(
        texts(&page).len(),
        2,
        "the transcript is kept after the end"
    );
    assert_eq!(
        scripted.voice().ended.get_untracked(),
        Some(DisconnectReason::User)
    );
    scripted.advance(10_000);
    settled().await;
    assert_eq!(
        page.state("call-button"),
        "idle",
        "the script stops after the end"
    );

    scripted.jump(900);
    settled().await;
    assert_eq!(
        texts(&page),
        ["One"],
        "the script plays from the start again"
    );
}

#[wasm_bindgen_test]
async fn page_clock_plays_the_script_until_paused() {
    let (page, scripted) = play(Script::new().agent("Go"), true).await;
    page.click("[data-slot=call-button]").await;
    until(|| !texts(&page).is_empty()).await;
    assert!(scripted.time() >= 820, "{}", scripted.time());
    scripted.pause();
    let time = scripted.time();
    // Asserts that nothing moves on, for longer than the interval of the session's own clock.
    pause(250).await;
    assert_eq!(scripted.time(), time);
}

#[wasm_bindgen_test]
async fn components_control_a_scripted_session_like_a_real_one() {
    let script = Script::new().answer(|text| Some(["You said: ", text].concat()));
    let (page, scripted) = play(script, false).await;
    let voice = scripted.voice();
    assert!(voice.send_user_message("early").is_err());
    page.click("[data-slot=call-button]").await;
    scripted.advance(600);
    page.click("[data-slot=mic-toggle]").await;
    assert_eq!(page.state("mic-toggle"), "muted");
    page.click("[data-slot=mic-toggle]").await;
    assert_eq!(page.state("mic-toggle"), "live");

    voice.send_user_message("hello").unwrap();
    settled().await;
    assert_eq!(texts(&page), ["hello"]);
    scripted.advance(5_000);
    settled().await;
    assert_eq!(texts(&page), ["hello", "You said: hello"]);

    voice.emit(Event::AudioBlocked(true));
    settled().await;
    page.click("[data-slot=start-audio]").await;
    assert_eq!(page.count("[data-slot=start-audio]"), 0);
}

#[wasm_bindgen_test]
async fn every_still_shows_its_state() {
    for still in Still::ALL {
        let (page, _) = play(Script::still(still), true).await;
        let (slot, state) = match still {
            Still::Idle | Still::Ended | Still::Failed => ("call-button", "idle"),
            Still::Connecting => ("call-button", "connecting"),
            Still::Muted => ("mic-toggle", "muted"),
            Still::MicBlocked => ("mic-toggle", "blocked"),
            Still::AudioBlocked => ("start-audio", "blocked"),
            _ => ("call-button", "connected"),
        };
        assert_eq!(page.state(slot), state, "{still:?}");
        let pressed = page.attribute("[data-slot=mic-toggle]", "aria-pressed");
        assert_eq!(pressed.unwrap() == "true", still == Still::Muted);
        let badge = |name| page.attribute("[data-slot=status-badge]", name).unwrap();
        assert_eq!(
            badge("data-connection") == "reconnecting",
            still == Still::Reconnecting
        );
        assert_eq!(badge("data-mode") == "speaking", still == Still::Speaking);
        assert_eq!(
            page.count("[data-slot=error-notice]"),
            u32::from(still == Still::Failed)
        );
        let rows = page.count("[data-slot=turn]");
        let without = matches!(still, Still::Idle | Still::Connecting | Still::Failed);
        assert_eq!(rows == 0, without, "{still:?}");
    }
}

#[wasm_bindgen_test]
async fn looped_script_restarts_and_stops_on_unmount() {
    let (mut page, scripted) = play(Script::new().agent("Again").looped(), false).await;
    page.click("[data-slot=call-button]").await;
    let length = Script::new().agent("Again").looped().duration();
    scripted.advance(length + 900);
    settled().await;
    assert_eq!(scripted.time(), 900);
    page.unmount();
    scripted.advance(10_000);
    assert_eq!(scripted.time(), 0, "an unmounted session does not advance");
}
