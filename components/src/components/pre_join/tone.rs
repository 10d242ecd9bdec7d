//! Two soft notes that test the loudspeaker.

use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    type AudioContext;

    #[wasm_bindgen(constructor, catch)]
    fn new() -> Result<AudioContext, JsValue>;
    #[wasm_bindgen(method, getter, js_name = currentTime)]
    fn current_time(this: &AudioContext) -> f64;
    #[wasm_bindgen(method, getter)]
    fn destination(this: &AudioContext) -> JsValue;
    #[wasm_bindgen(method, js_name = createOscillator)]
    fn create_oscillator(this: &AudioContext) -> Oscillator;
    #[wasm_bindgen(method, js_name = createGain)]
    fn create_gain(this: &AudioContext) -> Gain;
    #[wasm_bindgen(method, catch)]
    fn close(this: &AudioContext) -> Result<Promise, JsValue>;

    type Param;
    #[wasm_bindgen(method, js_name = setValueAtTime)]
    fn set_value_at_time(this: &Param, value: f64, time: f64);
    #[wasm_bindgen(method, js_name = linearRampToValueAtTime)]
    fn linear_ramp_to_value_at_time(this: &Param, value: f64, time: f64);

    type Oscillator;
    #[wasm_bindgen(method, getter)]
    fn frequency(this: &Oscillator) -> Param;
    #[wasm_bindgen(method)]
    fn connect(this: &Oscillator, to: &Gain);
    #[wasm_bindgen(method)]
    fn start(this: &Oscillator, time: f64);
    #[wasm_bindgen(method)]
    fn stop(this: &Oscillator, time: f64);

    type Gain;
    #[wasm_bindgen(method, getter)]
    fn gain(this: &Gain) -> Param;
    #[wasm_bindgen(method, js_name = connect)]
    fn connect_out(this: &Gain, to: &JsValue);
}

/// Frequencies in Hz: a fifth that most small loudspeakers can play.
const NOTES: [f64; 2] = [523.25, 783.99];
/// Duration of each note in s.
const LENGTH: f64 = 0.45;
/// Gain: audible without startling the user.
const LOUDNESS: f64 = 0.2;

/// Plays the notes. Dropping it stops them.
pub(super) struct Tone(AudioContext);

impl Tone {
    /// Plays the notes on this device, if the browser supports output selection.
    pub(super) fn play(device: Option<&str>) -> Option<Self> {
        let context = AudioContext::new().ok()?;
        if let Some(device) = device {
            choose(&context, device);
        }
        let begin = context.current_time() + 0.05;
        for (index, note) in NOTES.into_iter().enumerate() {
            let at = begin + LENGTH * index as f64;
            let (oscillator, gain) = (context.create_oscillator(), context.create_gain());
            oscillator.frequency().set_value_at_time(note, at);
            // A step of the gain would click.
            gain.gain().set_value_at_time(0.0, at);
            gain.gain()
                .linear_ramp_to_value_at_time(LOUDNESS, at + 0.03);
            gain.gain().linear_ramp_to_value_at_time(0.0, at + LENGTH);
            oscillator.connect(&gain);
            gain.connect_out(&context.destination());
            oscillator.start(at);
            oscillator.stop(at + LENGTH);
        }
        Some(Self(context))
    }
}

/// Selects the output device. A browser without `setSinkId` uses the system's output.
fn choose(context: &AudioContext, device: &str) {
    let set = Reflect::get(context, &"setSinkId".into()).ok();
    if let Some(set) = set.and_then(|set| set.dyn_into::<Function>().ok())
        && let Ok(promise) = set.call1(context, &device.into())
        && let Ok(promise) = promise.dyn_into::<Promise>()
    {
        ignore(promise);
    }
}

/// Consumes a promise. An unhandled rejection would be logged as an error in the console.
fn ignore(promise: Promise) {
    leptos::task::spawn_local(async move {
        let _ = wasm_bindgen_futures::JsFuture::from(promise).await;
    });
}

impl Drop for Tone {
    fn drop(&mut self) {
        if let Ok(closed) = self.0.close() {
            ignore(closed);
        }
    }
}
