//! Levels in a real browser: one loop, one analyser a side, and nothing left over.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]
#![cfg(target_arch = "wasm32")]

mod page;

use leptos::prelude::*;
use leptos_speko::client::Meter;
use leptos_speko::*;
use page::*;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::*;

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen(inline_js = r#"
const real = {
  frame: window.requestAnimationFrame.bind(window), cancel: window.cancelAnimationFrame.bind(window),
  media: window.matchMedia.bind(window), context: window.AudioContext,
};
const pending = new Set();
let asked = 0, analysers = 0, most = 0;
const contexts = [];
window.requestAnimationFrame = (call) => {
  asked++;
  const id = real.frame((time) => { pending.delete(id); call(time); });
  pending.add(id);
  most = Math.max(most, pending.size);
  return id;
};
window.cancelAnimationFrame = (id) => { pending.delete(id); real.cancel(id); };
window.AudioContext = class extends real.context {
  constructor(...options) { super(...options); contexts.push(this); }
  createAnalyser() { analysers++; return super.createAnalyser(); }
};
export const frames_asked = () => asked;
export const frames_pending = () => pending.size;
export function forget() { asked = 0; most = pending.size; analysers = 0; }
export const most_pending = () => most;
export const analysers_made = () => analysers;
export const contexts_open = () => contexts.filter((one) => one.state !== "closed").length;
export function less_motion(on) {
  window.matchMedia = on
    ? (query) => Object.assign(new EventTarget(), { matches: query.includes("reduced-motion"), media: query })
    : real.media;
}
export function hide(on) {
  Object.defineProperty(document, "hidden", { configurable: true, get: () => on });
  document.dispatchEvent(new Event("visibilitychange"));
}
export function tone(frequency, amplitude) {
  const context = new real.context();
  const oscillator = new OscillatorNode(context, { frequency });
  const gain = new GainNode(context, { gain: amplitude });
  const out = context.createMediaStreamDestination();
  oscillator.connect(gain).connect(out);
  oscillator.start();
  return out.stream;
}
export function enable(stream, on) { stream.getAudioTracks()[0].enabled = on; }
"#)]
extern "C" {
    fn frames_asked() -> u32;
    fn frames_pending() -> u32;
    fn forget();
    fn most_pending() -> u32;
    fn analysers_made() -> u32;
    fn contexts_open() -> u32;
    fn less_motion(on: bool);
    fn hide(on: bool);
    fn tone(frequency: f32, amplitude: f32) -> web_sys::MediaStream;
    fn enable(stream: &web_sys::MediaStream, on: bool);
}

fn speaking() -> Script {
    Script::still(Still::Speaking)
}

/// Two visualizers and two meters of one session.
async fn four(script: Script) -> Page<impl leptos::tachys::view::Mountable> {
    open(idle, move |_| {
        view! {
            <ScriptedSession script clock=false>
                <AudioVisualizer />
                <AudioVisualizer variant=VisualizerVariant::Orb />
                <LevelMeter side=Source::Agent />
                <LevelMeter />
            </ScriptedSession>
        }
    })
    .await
}

fn level(page: &Page<impl leptos::tachys::view::Mountable>, selector: &str) -> String {
    let style = page.get(selector).style();
    style.get_property_value("--speko-level").unwrap()
}

async fn until(what: &str, mut done: impl FnMut() -> bool) {
    for _ in 0..200 {
        if done() {
            return;
        }
        wait(20).await;
    }
    panic!("never: {what}");
}

const BARS: &str = "[data-variant=bars]";
const ORB: &str = "[data-variant=orb]";
const METER: &str = "[data-slot=level-meter][data-side=agent]";

#[wasm_bindgen_test]
async fn all_of_a_session_are_drawn_by_one_loop() {
    forget();
    let mut page = four(speaking()).await;
    until("it moves", || !level(&page, BARS).is_empty()).await;
    let first = level(&page, BARS);
    until("it moves on", || level(&page, BARS) != first).await;
    for _ in 0..10 {
        wait(20).await;
        assert_eq!(frames_pending(), 1);
    }
    assert_eq!(most_pending(), 1);
    assert_eq!(level(&page, ORB), level(&page, METER), "both of the agent");
    let bar = page.get("[data-slot=bar]").style();
    assert!(!bar.get_property_value("--speko-band").unwrap().is_empty());
    page.unmount();
    assert_eq!(frames_pending(), 0, "it stops with the last reader");
}

#[wasm_bindgen_test]
async fn nothing_is_drawn_while_nobody_sees_it() {
    let page = four(speaking()).await;
    until("it moves", || frames_pending() == 1).await;
    hide(true);
    assert_eq!(frames_pending(), 0, "hidden");
    assert_eq!(level(&page, BARS), "", "at rest");
    hide(false);
    assert_eq!(frames_pending(), 1, "seen again");

    page.root
        .set_attribute("style", "position:fixed;top:-9999px")
        .unwrap();
    until("off the screen", || frames_pending() == 0).await;
    let asked = frames_asked();
    wait(100).await;
    assert_eq!(frames_asked(), asked);
    page.root.remove_attribute("style").unwrap();
    until("on the screen", || frames_pending() == 1).await;

    page.tell(Event::Status(Status::Disconnected)).await; // another session's: nothing of this one
    assert_eq!(frames_pending(), 1);
}

#[wasm_bindgen_test]
async fn no_session_no_loop() {
    let page = four(Script::still(Still::Idle)).await;
    wait(100).await;
    assert_eq!(frames_pending(), 0);
    assert_eq!(page.state("audio-visualizer"), "idle");
}

#[wasm_bindgen_test]
async fn less_motion_is_a_picture_that_stands() {
    less_motion(true);
    let page = four(speaking()).await;
    until("the meter informs", || !level(&page, METER).is_empty()).await;
    wait(100).await;
    assert_eq!(level(&page, BARS), "", "nothing moves");
    assert_eq!(level(&page, ORB), "");
    assert_eq!(
        page.state("audio-visualizer"),
        "speaking",
        "but its state shows"
    );
    let mut changes = 0;
    let mut last = level(&page, METER);
    let began = js_sys::Date::now();
    while js_sys::Date::now() - began < 1000.0 {
        wait(16).await;
        let now = level(&page, METER);
        changes += u32::from(now != last);
        last = now;
    }
    less_motion(false);
    assert!((1..=4).contains(&changes), "{changes} changes in a second");
}

#[wasm_bindgen_test]
async fn a_screen_reader_is_told_four_times_a_second_at_most() {
    let page = four(speaking()).await;
    let value = || page.attribute(METER, "aria-valuenow").unwrap();
    until("it has a value", || value() != "0").await;
    let (mut changes, mut drawn, mut last, mut shown) = (0, 0, value(), level(&page, METER));
    let began = js_sys::Date::now();
    while js_sys::Date::now() - began < 1000.0 {
        wait(16).await;
        let now = value();
        assert!(now.parse::<u32>().unwrap() <= 100);
        changes += u32::from(now != last);
        last = now;
        let now = level(&page, METER);
        drawn += u32::from(now != shown);
        shown = now;
    }
    assert!((1..=4).contains(&changes), "{changes} values in a second");
    assert!(drawn > 8, "the bar follows: {drawn}");
}

#[wasm_bindgen_test]
async fn a_level_by_hand_needs_no_session_and_no_loop() {
    let by_hand = RwSignal::new(0.25_f32);
    let page = open(idle, move |_| {
        view! { <AudioVisualizer levels=by_hand /><LevelMeter levels=by_hand /> }
    })
    .await;
    assert_eq!(level(&page, "[data-slot=level-meter]"), "0.250");
    assert_eq!(
        page.attribute("[data-slot=level-meter]", "aria-valuenow")
            .unwrap(),
        "25"
    );
    by_hand.set(2.0);
    wait(20).await;
    assert_eq!(level(&page, "[data-slot=audio-visualizer]"), "1");
    assert_eq!(frames_pending(), 0);
}

#[wasm_bindgen_test]
async fn it_is_to_be_seen_without_a_style_sheet() {
    let page = four(speaking()).await;
    until("it is seen", || frames_pending() == 1).await;
    for part in ["[data-slot=bar]", "[data-slot=orb]", "[data-slot=level]"] {
        let part = page.get(part);
        assert!(
            part.offset_width() > 0 && part.offset_height() > 0,
            "{}",
            part.outer_html()
        );
    }
}

/// Reads until the level holds.
async fn settled(meter: &Meter) -> f32 {
    let mut last = -1.0;
    for _ in 0..100 {
        wait(50).await;
        let now = meter.level();
        if now > 0.0 && (now - last).abs() < 0.002 {
            return now;
        }
        last = now;
    }
    panic!("no level: {last}");
}

#[wasm_bindgen_test]
async fn a_tone_is_as_loud_as_it_is() {
    for (frequency, amplitude) in [(440.0, 0.5), (1000.0, 0.1), (200.0, 0.02)] {
        let stream = tone(frequency, amplitude);
        let meter = Meter::of_stream(&stream);
        let (level, wanted) = (settled(&meter).await, amplitude / 2.0_f32.sqrt());
        console_log!("{frequency} Hz, amplitude {amplitude}: {level} for {wanted}");
        assert!((level / wanted - 1.0).abs() < 0.05, "{level} for {wanted}");

        let mut bands = [0.0; 12];
        meter.bands(&mut bands);
        let loudest = (0..12)
            .max_by(|a, b| bands[*a].total_cmp(&bands[*b]))
            .unwrap();
        let place = (frequency / 80.0).ln() / 100.0_f32.ln() * 12.0;
        assert!(
            (loudest as f32 - place.floor()).abs() <= 1.0,
            "{bands:?} at {place}"
        );
        enable(&stream, false);
        wait(200).await;
        assert!(meter.level() < 0.001, "a track that is off");
    }
    assert_eq!(
        contexts_open(),
        0,
        "with the last meter the page's context goes"
    );
}

#[wasm_bindgen_test]
async fn meters_share_a_context_and_have_an_analyser_each() {
    forget();
    let (one, two) = (tone(440.0, 0.1), tone(880.0, 0.1));
    let (one, two) = (Meter::of_stream(&one), Meter::of_stream(&two));
    assert_eq!(
        (analysers_made(), contexts_open()),
        (0, 0),
        "nothing before the first reading"
    );
    for _ in 0..5 {
        one.level();
        two.level();
        wait(20).await;
    }
    assert_eq!((analysers_made(), contexts_open()), (2, 1));
    drop(one);
    assert_eq!(contexts_open(), 1);
    drop(two);
    wait(50).await;
    assert_eq!(contexts_open(), 0);
}
