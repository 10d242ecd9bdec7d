//! A `Meter` of a known tone: its level, its bands, and the page's shared AudioContext.

use crate::support::*;
use leptos_speko::client::Meter;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen(module = "/tests/it/support/page.js", js_namespace = levels)]
extern "C" {
    fn watch_audio();
    fn analysers_made() -> u32;
    fn contexts_open() -> u32;
    fn samples() -> f64;

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

/// Plays a tone until the guard is dropped.
fn tone(frequency: f32, amplitude: f32) -> (Tone, Restore) {
    let tone = Tone::new(frequency, amplitude);
    let open = tone.clone();
    (tone, Restore::by(move || open.close()))
}

/// The number of samples that a meter reads.
const WINDOW: f64 = 2048.0;

/// Waits until the meter's context has rendered `windows` more windows, however long that takes.
async fn heard(windows: u32) {
    let wanted = samples() + f64::from(windows) * WINDOW;
    until(|| samples() >= wanted).await;
}

/// Returns the median of five consecutive windows that are silent or agree within 5 %. Earlier ones
/// do not count: a stall of the machine leaves gaps in the audio.
async fn steady_level(meter: &Meter) -> f32 {
    let mut levels = [f32::NAN; 5];
    loop {
        heard(1).await;
        levels.rotate_left(1);
        levels[4] = meter.level();
        let mut sorted = levels;
        sorted.sort_by(f32::total_cmp);
        let [low, _, median, _, high] = sorted;
        if high < 0.001 || high - low <= 0.05 * high {
            return median;
        }
    }
}

/// Returns the bands of a window without gaps: it has this level both before and after the reading.
async fn steady_bands(meter: &Meter, level: f32) -> [f32; 12] {
    let mut bands = [0.0; 12];
    loop {
        let before = meter.level();
        meter.bands(&mut bands);
        let same = before.total_cmp(&meter.level()).is_eq();
        if same && (before / level - 1.0).abs() < 0.05 {
            return bands;
        }
        heard(1).await;
    }
}

#[wasm_bindgen_test]
async fn meter_level_and_bands_match_a_known_tone() {
    watch_audio();
    for (frequency, amplitude) in [(440.0, 0.5), (1000.0, 0.1), (200.0, 0.02)] {
        let (tone, _sounds) = tone(frequency, amplitude);
        let meter = Meter::of_stream(&tone.stream());
        until(|| meter.level() > 0.0).await;
        // The tone has started somewhere within the first window.
        heard(1).await;
        let (level, wanted) = (steady_level(&meter).await, amplitude / 2.0_f32.sqrt());
        runner::console_log!("{frequency} Hz, amplitude {amplitude}: {level} for {wanted}");
        assert!(
            (level / wanted - 1.0).abs() < 0.05,
            "level {level}, expected {wanted}"
        );

        let bands = steady_bands(&meter, level).await;
        let loudest = (0..12)
            .max_by(|a, b| bands[*a].total_cmp(&bands[*b]))
            .unwrap();
        let place = (frequency / 80.0).ln() / 100.0_f32.ln() * 12.0;
        assert!(
            (loudest as f32 - place.floor()).abs() <= 1.0,
            "{bands:?} at {place}"
        );
        tone.stop();
        // Audio from before the track was disabled is heard first: at most 0.4 s, but more where
        // the machine stalls.
        let mut silence = steady_level(&meter).await;
        for _ in 0..20 {
            if silence < 0.001 {
                break;
            }
            silence = steady_level(&meter).await;
        }
        assert!(silence < 0.001, "level of a disabled track: {silence}");
    }
    assert_eq!(
        contexts_open(),
        0,
        "dropping the last meter closes the page's context"
    );
}

#[wasm_bindgen_test]
async fn meters_share_an_audio_context_and_have_one_analyser_each() {
    watch_audio();
    let ((one, _one), (two, _two)) = (tone(440.0, 0.1), tone(880.0, 0.1));
    let (one, two) = (
        Meter::of_stream(&one.stream()),
        Meter::of_stream(&two.stream()),
    );
    assert_eq!(
        (analysers_made(), contexts_open()),
        (0, 0),
        "nothing is created before the first reading"
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
