//! A microphone test before the call.

use std::cell::RefCell;
use std::fmt;
use std::rc::Rc;

use speko_proto::{MicTestState, SpekoClientError};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{MediaStream, MediaStreamTrack};

use super::js::{items, on_settled};
use super::meter::Meter;
use super::microphone::{self, failed, has_ended};

/// A microphone whose level can be read. Its audio is not sent anywhere. Dropping it releases the
/// microphone, even if the user allows it only afterwards.
#[must_use = "dropping it releases the microphone"]
pub struct MicTest(Rc<RefCell<State>>);

enum State {
    Prompting,
    Open(MediaStream, Meter),
    Released,
}

impl MicTest {
    /// Requests the microphone with this `deviceId`. `None` selects the system default. Call it
    /// inside a click or key handler.
    ///
    /// Calls `opened` once with the outcome: `Ok` when the microphone is open, or
    /// [`MicrophoneFailed`](crate::ErrorCode::MicrophoneFailed) with the reason. `opened` is not
    /// called if the microphone opens after this is dropped.
    pub fn open(
        device: Option<&str>,
        opened: impl FnOnce(Result<(), SpekoClientError>) + 'static,
    ) -> Self {
        let state = Rc::new(RefCell::new(State::Prompting));
        let shared = Rc::clone(&state);
        match microphone::get_user_media(device, Default::default()) {
            Ok(prompt) => {
                let prompting = microphone::Prompting::begin();
                on_settled(prompt, move |answer| {
                    let at_once = prompting.end();
                    let outcome = answer.map_err(|error| failed(&error, at_once));
                    let outcome = outcome.map(|stream| take(&shared, stream));
                    match outcome {
                        Ok(false) => {} // dropped before the microphone opened
                        Ok(true) => opened(Ok(())),
                        Err(error) => opened(Err(error)),
                    }
                });
            }
            // An insecure page has no `mediaDevices`. The error is reported asynchronously, as all
            // others are.
            Err(error) => on_settled(js_sys::Promise::reject(&error), move |_| {
                opened(Err(failed(&error, true)))
            }),
        }
        Self(state)
    }

    /// Returns what the [`level`](Self::level) that was read last says. Read the level first.
    pub fn state(&self) -> MicTestState {
        let state = self.0.borrow();
        let State::Open(stream, meter) = &*state else {
            return MicTestState::Opening;
        };
        let track = items::<MediaStreamTrack>(&stream.get_audio_tracks()).next();
        match track {
            Some(track) if !has_ended(&track) => {
                if track.muted() {
                    MicTestState::Muted
                } else if meter.is_measuring() {
                    MicTestState::Measuring
                } else {
                    MicTestState::Unmeasured
                }
            }
            _ => MicTestState::Ended,
        }
    }

    /// Returns the current level, as [`Meter::level`] does. It is 0 until the microphone is open,
    /// and whenever it cannot be measured: see [`state`](Self::state).
    pub fn level(&self) -> f32 {
        match &*self.0.borrow() {
            State::Open(_, meter) => meter.level(),
            State::Prompting | State::Released => 0.0,
        }
    }
}

/// Keeps the stream, or stops it if the test was dropped. Returns whether it was kept.
fn take(state: &RefCell<State>, stream: JsValue) -> bool {
    let stream: MediaStream = stream.unchecked_into();
    let wanted = matches!(*state.borrow(), State::Prompting);
    if wanted {
        let meter = Meter::of_stream(&stream);
        state.replace(State::Open(stream, meter));
    } else {
        microphone::stop(&stream);
    }
    wanted
}

impl Drop for MicTest {
    fn drop(&mut self) {
        if let State::Open(stream, _) = self.0.replace(State::Released) {
            microphone::stop(&stream);
        }
    }
}

impl fmt::Debug for MicTest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MicTest")
    }
}
