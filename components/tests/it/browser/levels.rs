//! Levels in a real browser: one loop, one analyser a side, and nothing left over.

use crate::support::*;
use leptos::prelude::*;
use leptos_speko::client::Meter;
use leptos_speko::*;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen(module = "/tests/it/support/page.js", js_namespace = levels)]
extern "C" {
    fn watch_audio();
    fn analysers_made() -> u32;
    fn contexts_open() -> u32;
    fn samples() -> f64;
    fn less_motion() -> js_sys::Array;

    #[derive(Clone)]
    type Tone;
    #[wasm_bindgen(constructor)]
    fn new(frequency: f32, amplitude: f32) -> Tone;
    #[wasm_bindgen(method, getter)]
    fn stream(this: &Tone) -> web_sys::MediaStream;
    #[wasm_bindgen(method)]
    fn stop(this: &Tone);
    #[wasm_bindgen(method)]
    fn close(this: &Tone);
}

/// A tone that sounds until the guard is dropped.
fn tone(frequency: f32, amplitude: f32) -> (Tone, Restore) {
    let tone = Tone::new(frequency, amplitude);
    let open = tone.clone();
    (tone, Restore::by(move || open.close()))
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

/// From one frame to the next, in milliseconds: 60 of them are a second.
const FRAME: f64 = 1000.0 / 60.0;

const BARS: &str = "[data-variant=bars]";
const ORB: &str = "[data-variant=orb]";
const METER: &str = "[data-slot=level-meter][data-side=agent]";

#[wasm_bindgen_test]
async fn all_of_a_session_are_drawn_by_one_loop() {
    let frames = Frames::counted();
    let mut page = four(speaking()).await;
    until(|| !level(&page, BARS).is_empty()).await;
    let first = level(&page, BARS);
    until(|| level(&page, BARS) != first).await;
    for _ in 0..10 {
        settled().await;
        assert_eq!(frames.pending(), 1);
    }
    assert_eq!(frames.most_pending(), 1);
    assert_eq!(level(&page, ORB), level(&page, METER), "both of the agent");
    let bar = page.get("[data-slot=bar]").style();
    assert!(!bar.get_property_value("--speko-band").unwrap().is_empty());
    page.unmount();
    assert_eq!(frames.pending(), 0, "it stops with the last reader");
}

#[wasm_bindgen_test]
async fn nothing_is_drawn_while_nobody_sees_it() {
    let frames = Frames::counted();
    let page = four(speaking()).await;
    until(|| frames.pending() == 1).await;
    let hidden = hide();
    assert_eq!(frames.pending(), 0, "hidden");
    assert_eq!(level(&page, BARS), "", "at rest");
    drop(hidden);
    assert_eq!(frames.pending(), 1, "seen again");

    page.root
        .set_attribute("style", "position:fixed;top:-9999px")
        .unwrap();
    until(|| frames.pending() == 0).await;
    let asked = frames.asked();
    for _ in 0..6 {
        settled().await;
    }
    assert_eq!(frames.asked(), asked);
    page.root.remove_attribute("style").unwrap();
    until(|| frames.pending() == 1).await;

    page.tell(Event::Status(Status::Disconnected)).await; // another session's: nothing of this one
    assert_eq!(frames.pending(), 1);
}

#[wasm_bindgen_test]
async fn no_session_no_loop() {
    let frames = Frames::counted();
    let page = four(Script::still(Still::Idle)).await;
    // The observers of what is in view answer within a frame.
    for _ in 0..6 {
        settled().await;
    }
    assert_eq!((frames.pending(), frames.asked()), (0, 0));
    assert_eq!(page.state("audio-visualizer"), "idle");
}

#[wasm_bindgen_test]
async fn less_motion_is_a_picture_that_stands() {
    let _less_motion = replace_all(&less_motion());
    let frames = Frames::by_hand();
    let page = four(speaking()).await;
    until(|| frames.pending() == 1).await;
    for _ in 0..6 {
        frames.draw(FRAME);
    }
    assert_ne!(level(&page, METER), "", "the meter informs");
    assert_eq!(level(&page, BARS), "", "nothing moves");
    assert_eq!(level(&page, ORB), "");
    assert_eq!(
        page.state("audio-visualizer"),
        "speaking",
        "but its state shows"
    );
    let mut changes = 0;
    let mut last = level(&page, METER);
    for _ in 0..60 {
        frames.draw(FRAME);
        let now = level(&page, METER);
        changes += u32::from(now != last);
        last = now;
    }
    assert!((1..=4).contains(&changes), "{changes} changes in a second");
}

#[wasm_bindgen_test]
async fn a_screen_reader_is_told_four_times_a_second_at_most() {
    let frames = Frames::by_hand();
    let page = four(speaking()).await;
    let value = || page.attribute(METER, "aria-valuenow").unwrap();
    until(|| frames.pending() == 1).await;
    for _ in 0..60 {
        if value() != "0" {
            break;
        }
        frames.draw(FRAME);
    }
    assert_ne!(value(), "0");
    let (mut changes, mut drawn, mut last, mut shown) = (0, 0, value(), level(&page, METER));
    for _ in 0..60 {
        frames.draw(FRAME);
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
    let frames = Frames::counted();
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
    settled().await;
    assert_eq!(level(&page, "[data-slot=audio-visualizer]"), "1");
    assert_eq!(frames.pending(), 0);
}

#[wasm_bindgen_test]
async fn it_is_to_be_seen_without_a_style_sheet() {
    let frames = Frames::counted();
    let page = four(speaking()).await;
    until(|| frames.pending() == 1).await;
    for part in ["[data-slot=bar]", "[data-slot=orb]", "[data-slot=level]"] {
        let part = page.get(part);
        assert!(
            part.offset_width() > 0 && part.offset_height() > 0,
            "{}",
            part.outer_html()
        );
    }
}

/// As many samples as a meter looks at.
const WINDOW: f64 = 2048.0;

/// Waits until the meter's context has rendered this many further samples, whatever time that takes.
async fn heard(windows: u32) {
    let wanted = samples() + f64::from(windows) * WINDOW;
    until(|| samples() >= wanted).await;
}

/// The median of five windows that share no sample: one in which the machine stalled does not decide.
async fn steady_level(meter: &Meter) -> f32 {
    let mut levels = [0.0; 5];
    for level in &mut levels {
        heard(1).await;
        *level = meter.level();
    }
    levels.sort_by(f32::total_cmp);
    levels[2]
}

#[wasm_bindgen_test]
async fn a_tone_is_as_loud_as_it_is() {
    watch_audio();
    for (frequency, amplitude) in [(440.0, 0.5), (1000.0, 0.1), (200.0, 0.02)] {
        let (tone, _sounds) = tone(frequency, amplitude);
        let meter = Meter::of_stream(&tone.stream());
        until(|| meter.level() > 0.0).await;
        // The tone has begun somewhere inside of the first window.
        heard(1).await;
        let (level, wanted) = (steady_level(&meter).await, amplitude / 2.0_f32.sqrt());
        runner::console_log!("{frequency} Hz, amplitude {amplitude}: {level} for {wanted}");
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
        tone.stop();
        // What was under way when the track was switched off is heard first: at most 0.4 s.
        for _ in 0..10 {
            if meter.level() >= 0.001 {
                heard(1).await;
            }
        }
        let silence = steady_level(&meter).await;
        assert!(silence < 0.001, "a track that is off: {silence}");
    }
    assert_eq!(
        contexts_open(),
        0,
        "with the last meter the page's context goes"
    );
}

#[wasm_bindgen_test]
async fn meters_share_a_context_and_have_an_analyser_each() {
    watch_audio();
    let ((one, _one), (two, _two)) = (tone(440.0, 0.1), tone(880.0, 0.1));
    let (one, two) = (
        Meter::of_stream(&one.stream()),
        Meter::of_stream(&two.stream()),
    );
    assert_eq!(
        (analysers_made(), contexts_open()),
        (0, 0),
        "nothing before the first reading"
    );
    for _ in 0..5 {
        one.level();
        two.level();
        settled().await;
    }
    assert_eq!((analysers_made(), contexts_open()), (2, 1));
    drop(one);
    assert_eq!(contexts_open(), 1);
    drop(two);
    until(|| contexts_open() == 0).await;
}
