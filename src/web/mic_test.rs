//! A microphone test before the call.

use std::cell::RefCell;
use std::fmt;
use std::rc::Rc;

use speko_proto::SpekoClientError;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::MediaStream;

use super::js::on_settled;
use super::meter::Meter;
use super::microphone::{self, failed};

/// A microphone whose level can be read. Its audio is not sent anywhere. Dropping it releases the
/// microphone, even if the user allows it only afterwards.
#[must_use = "dropping it releases the microphone"]
pub struct MicTest(Rc<RefCell<Hold>>);

enum Hold {
    Asked,
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
        let hold = Rc::new(RefCell::new(Hold::Asked));
        let mine = Rc::clone(&hold);
        match microphone::ask_browser(device, Default::default()) {
            Ok(prompt) => {
                let prompting = microphone::Prompting::begin();
                on_settled(prompt, move |answer| {
                    drop(prompting);
                    let outcome = answer.map_err(failed).map(|stream| take(&mine, stream));
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
                opened(Err(failed(error)))
            }),
        }
        Self(hold)
    }

    /// Returns the current level, as [`Meter::level`] does. It is 0 until the microphone is open.
    pub fn level(&self) -> f32 {
        match &*self.0.borrow() {
            Hold::Open(_, meter) => meter.level(),
            Hold::Asked | Hold::Released => 0.0,
        }
    }
}

/// Keeps the stream, or stops it if the test was dropped. Returns whether it was kept.
fn take(hold: &RefCell<Hold>, stream: JsValue) -> bool {
    let stream: MediaStream = stream.unchecked_into();
    let wanted = matches!(*hold.borrow(), Hold::Asked);
    if wanted {
        let meter = Meter::of_stream(&stream);
        hold.replace(Hold::Open(stream, meter));
    } else {
        microphone::stop(&stream);
    }
    wanted
}

impl Drop for MicTest {
    fn drop(&mut self) {
        if let Hold::Open(stream, _) = self.0.replace(Hold::Released) {
            microphone::stop(&stream);
        }
    }
}

impl fmt::Debug for MicTest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MicTest")
    }
}
