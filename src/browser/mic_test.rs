//! A microphone that is tried before the call.

use std::cell::RefCell;
use std::fmt;
use std::rc::Rc;

use wasm_bindgen::{JsCast, JsValue};
use web_sys::MediaStream;

use super::js::later;
use super::meter::Meter;
use super::microphone::{self, failed};
use crate::error::SpekoClientError;

/// A microphone whose loudness can be read and whose sound goes nowhere. Dropped, it is let go, also if the person
/// allows it only then.
#[must_use = "dropping it releases the microphone"]
pub struct MicTest(Rc<RefCell<Hold>>);

enum Hold {
    Asked,
    Open(MediaStream, Meter),
    Released,
}

impl MicTest {
    /// Asks for a microphone by its `deviceId`; nothing is the system's default. `told` hears once how that went:
    /// [`MicrophoneFailed`](crate::ErrorCode::MicrophoneFailed) with the reason, if it failed. Call it inside a click or key
    /// handler.
    pub fn open(
        device: Option<&str>,
        told: impl FnOnce(Result<(), SpekoClientError>) + 'static,
    ) -> Self {
        let hold = Rc::new(RefCell::new(Hold::Asked));
        let mine = Rc::clone(&hold);
        match microphone::ask_browser(device, Default::default()) {
            Ok(prompt) => {
                let prompting = microphone::Prompting::begin();
                later(prompt, move |answer| {
                    drop(prompting);
                    let outcome = answer.map_err(failed).map(|stream| take(&mine, stream));
                    match outcome {
                        Ok(false) => {} // nobody waits any more
                        Ok(true) => told(Ok(())),
                        Err(error) => told(Err(error)),
                    }
                });
            }
            // An insecure page has no microphone at all.
            Err(error) => later(js_sys::Promise::reject(&error), move |_| {
                told(Err(failed(error)))
            }),
        }
        Self(hold)
    }

    /// How loud it is now, as [`Meter::level`]; 0 until it is open.
    pub fn level(&self) -> f32 {
        match &*self.0.borrow() {
            Hold::Open(_, meter) => meter.level(),
            Hold::Asked | Hold::Released => 0.0,
        }
    }
}

/// Whether somebody still wants it.
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
