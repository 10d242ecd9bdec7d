//! Meters and visualizers: one animation frame loop, and what they draw.

use crate::support::*;
use leptos::prelude::*;
use leptos_speko::*;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen(module = "/tests/it/support/page.js", js_namespace = levels)]
extern "C" {
    fn less_motion() -> js_sys::Array;
}

fn speaking() -> Script {
    Script::still(Still::Speaking)
}

/// Opens two visualizers and two meters of one session.
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

/// The duration of one frame in milliseconds, at 60 frames per second.
const FRAME: f64 = 1000.0 / 60.0;

const BARS: &str = "[data-variant=bars]";
const ORB: &str = "[data-variant=orb]";
const METER: &str = "[data-slot=level-meter][data-side=agent]";

#[wasm_bindgen_test]
async fn all_meters_of_a_session_share_one_animation_frame_loop() {
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
    assert_eq!(
        level(&page, ORB),
        level(&page, METER),
        "both show the agent"
    );
    let bar = page.get("[data-slot=bar]").style();
    assert!(!bar.get_property_value("--speko-band").unwrap().is_empty());
    page.unmount();
    assert_eq!(frames.pending(), 0, "the loop stops with the last meter");
}

#[wasm_bindgen_test]
async fn drawing_pauses_while_page_or_meters_are_not_visible() {
    let frames = Frames::counted();
    let page = four(speaking()).await;
    until(|| frames.pending() == 1).await;
    let hidden = hide();
    assert_eq!(frames.pending(), 0, "hidden");
    assert_eq!(level(&page, BARS), "", "at rest");
    drop(hidden);
    assert_eq!(frames.pending(), 1, "visible again");

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

    // An event of another session changes nothing here.
    page.emit(Event::Status(Status::Disconnected)).await;
    assert_eq!(frames.pending(), 1);
}

#[wasm_bindgen_test]
async fn idle_session_requests_no_animation_frames() {
    let frames = Frames::counted();
    let page = four(Script::still(Still::Idle)).await;
    // Intersection observers report within a frame.
    for _ in 0..6 {
        settled().await;
    }
    assert_eq!((frames.pending(), frames.asked()), (0, 0));
    assert_eq!(page.state("audio-visualizer"), "idle");
}

#[wasm_bindgen_test]
async fn reduced_motion_stops_visualizers_and_slows_meters() {
    let _less_motion = replace_all(&less_motion());
    let frames = Frames::with_level();
    let page = four(speaking()).await;
    until(|| frames.pending() == 1).await;
    for _ in 0..6 {
        frames.draw(FRAME);
    }
    assert_ne!(level(&page, METER), "", "the meter still shows the level");
    assert_eq!(level(&page, BARS), "", "the visualizer does not move");
    assert_eq!(level(&page, ORB), "");
    assert_eq!(
        page.state("audio-visualizer"),
        "speaking",
        "its state is still shown"
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
async fn aria_valuenow_changes_at_most_four_times_a_second() {
    let frames = Frames::with_level();
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
    assert!(drawn > 8, "the bar updates more often: {drawn}");
}

#[wasm_bindgen_test]
async fn app_supplied_levels_are_drawn_without_animation_loop() {
    let frames = Frames::counted();
    let with_level = RwSignal::new(0.25_f32);
    let page = open(idle, move |_| {
        view! { <AudioVisualizer levels=with_level /><LevelMeter levels=with_level /> }
    })
    .await;
    assert_eq!(level(&page, "[data-slot=level-meter]"), "0.250");
    assert_eq!(
        page.attribute("[data-slot=level-meter]", "aria-valuenow")
            .unwrap(),
        "25"
    );
    with_level.set(2.0);
    settled().await;
    assert_eq!(level(&page, "[data-slot=audio-visualizer]"), "1");
    assert_eq!(frames.pending(), 0);
}

#[wasm_bindgen_test]
async fn meters_and_visualizers_are_visible_without_a_style_sheet() {
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
