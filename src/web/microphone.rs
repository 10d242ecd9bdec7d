//! A microphone, from the permission prompt until its tracks are stopped.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::Promise;
use speko_proto::engine::io::{MediaInput, MicInput, RequestId};
use speko_proto::{
    AudioConstraints, ErrorCode, ErrorReason, MicPermission, Millis, SpekoClientError,
};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{MediaStream, MediaStreamConstraints, MediaStreamTrack};

use super::device_list;
use super::input_sender::InputSender;
use super::js::{error_name, items, now, object, on_settled, property, text};
use super::listener::Listener;
use super::timer::Timer;
use super::{page, permission};

/// How long a prompt is open before it is reported, in ms.
const PROMPT_REPORT: u64 = 1_000;

/// How long a refusal by a policy takes at most, in ms.
const POLICY_ANSWERS: u64 = 300;

/// A requested microphone. Dropping it stops its tracks. If the prompt is still open then, they are
/// stopped as soon as it is answered.
#[must_use = "dropping it releases the microphone"]
pub(super) struct Microphone {
    pub(super) id: RequestId,
    state: Rc<RefCell<State>>,
}

enum State {
    /// The prompt is open. `enabled` is applied to the track once there is one.
    Prompting { enabled: bool, _report: Timer },
    /// The user allowed it and the track is open.
    Open {
        stream: MediaStream,
        track: MediaStreamTrack,
        _listeners: Vec<Listener>,
    },
    /// It was dropped.
    Released,
}

impl Microphone {
    pub(super) fn request(
        inputs: &InputSender<MediaInput>,
        id: RequestId,
        device: Option<&str>,
        constraints: AudioConstraints,
        muted: bool,
    ) -> Self {
        let state = Rc::new(RefCell::new(State::Prompting {
            enabled: !muted,
            _report: report_prompt(inputs, id),
        }));
        let (shared, inputs) = (Rc::clone(&state), inputs.clone());
        // An insecure page has no `mediaDevices`.
        let prompt = get_user_media(device, constraints);
        let prompt = prompt.unwrap_or_else(|error| Promise::reject(&error));
        let prompting = Prompting::begin();
        on_settled(prompt, move |answer| {
            let at_once = prompting.end();
            let input = match answer {
                Ok(stream) => take(&shared, &inputs, id, stream.unchecked_into()),
                Err(error) => {
                    let (reason, name) = error_reason(&error, at_once);
                    Some(MicInput::Failed(reason, name))
                }
            };
            if let Some(input) = input {
                inputs.send(MediaInput::Mic(id, input));
            }
        });
        Self { id, state }
    }

    pub(super) fn enable(&self, on: bool) {
        match &mut *self.state.borrow_mut() {
            State::Prompting { enabled, .. } => *enabled = on,
            State::Open { track, .. } => track.set_enabled(on),
            State::Released => {}
        }
    }

    /// Returns the track, once the microphone is open.
    pub(super) fn track(&self) -> Option<MediaStreamTrack> {
        match &*self.state.borrow() {
            // `Clone::clone` on purpose: `track.clone()` is the DOM method, which creates a second
            // track that nothing would mute or stop.
            State::Open { track, .. } => Some(Clone::clone(track)),
            _ => None,
        }
    }
}

impl Drop for Microphone {
    fn drop(&mut self) {
        if let State::Open { stream, .. } = self.state.replace(State::Released) {
            stop(&stream);
        }
    }
}

/// Reports a prompt that is not answered for a second, unless the permission is granted already and
/// the device is slow. The timer is set.
fn report_prompt(inputs: &InputSender<MediaInput>, id: RequestId) -> Timer {
    let inputs = inputs.clone();
    let report = Timer::new(move || {
        let inputs = inputs.clone();
        on_settled(permission::query(), move |answer| {
            let status = answer.unwrap_or_default();
            if permission::of(&status) != MicPermission::Granted {
                inputs.send(MediaInput::Mic(id, MicInput::Prompted));
            }
        });
    });
    report.set(PROMPT_REPORT);
    report
}

thread_local!(static PROMPTS: Cell<u32> = const { Cell::new(0) });

/// Counts an open permission prompt of this page until it is dropped.
pub(super) struct Prompting(Millis);

impl Prompting {
    pub(super) fn begin() -> Self {
        PROMPTS.set(PROMPTS.get().wrapping_add(1));
        Self(now())
    }

    /// Returns whether the answer came faster than a user can give it: then a policy gave it, or an
    /// earlier answer of the user.
    pub(super) fn end(self) -> bool {
        self.0.after(POLICY_ANSWERS) > now()
    }
}

impl Drop for Prompting {
    fn drop(&mut self) {
        PROMPTS.set(PROMPTS.get().wrapping_sub(1));
    }
}

pub(super) fn is_prompting() -> bool {
    PROMPTS.get() > 0
}

/// Stores the opened stream. If the microphone was dropped, stops the stream and returns `None`.
fn take(
    state: &RefCell<State>,
    inputs: &InputSender<MediaInput>,
    id: RequestId,
    stream: MediaStream,
) -> Option<MicInput> {
    let State::Prompting { enabled, .. } = *state.borrow() else {
        stop(&stream);
        return None;
    };
    let Some(track) = items::<MediaStreamTrack>(&stream.get_audio_tracks()).next() else {
        stop(&stream);
        return Some(MicInput::Failed(ErrorReason::NoDevice, String::new()));
    };
    if has_ended(&track) {
        stop(&stream);
        return Some(MicInput::Failed(ErrorReason::DeviceLost, String::new()));
    }
    // Applied before any other code can use the track.
    track.set_enabled(enabled);
    let input = |name, input: MicInput| {
        inputs.listen(&track, name, move |_| {
            Some(MediaInput::Mic(id, input.clone()))
        })
    };
    let listeners = vec![
        input("ended", MicInput::Ended),
        input("mute", MicInput::TrackMuted(true)),
        input("unmute", MicInput::TrackMuted(false)),
    ];
    // By a switch of the device, or a setting of the system. No event reports it.
    let muted = track.muted();
    state.replace(State::Open {
        stream,
        track,
        _listeners: listeners,
    });
    if muted {
        inputs.send(MediaInput::Mic(id, MicInput::TrackMuted(true)));
    }
    Some(MicInput::Opened)
}

pub(super) fn stop(stream: &MediaStream) {
    items::<MediaStreamTrack>(&stream.get_tracks()).for_each(|track| track.stop());
}

pub(super) fn get_user_media(
    device: Option<&str>,
    constraints: AudioConstraints,
) -> Result<Promise, JsValue> {
    let device = match device {
        Some(device) => object(&[("exact", device.into())]).into(),
        None => JsValue::UNDEFINED,
    };
    let audio = object(&[
        ("deviceId", device),
        ("echoCancellation", constraints.echo_cancellation.into()),
        ("noiseSuppression", constraints.noise_suppression.into()),
        ("autoGainControl", constraints.auto_gain_control.into()),
        // A preference, not a requirement: voice is mono.
        ("channelCount", JsValue::from(1)),
    ]);
    let constraints = object(&[("audio", audio.into())]);
    device_list::media_devices()
        .ok_or(JsValue::UNDEFINED)?
        .get_user_media_with_constraints(constraints.unchecked_ref::<MediaStreamConstraints>())
}

/// Returns whether the track has ended: the device was unplugged, or the system took it.
pub(super) fn has_ended(track: &MediaStreamTrack) -> bool {
    property(track, "readyState") == "ended"
}

/// Converts a `getUserMedia()` error for callers that have no state machine. `at_once` is what
/// [`Prompting::end`] returned.
pub(super) fn failed(error: &JsValue, at_once: bool) -> SpekoClientError {
    let (reason, name) = error_reason(error, at_once);
    SpekoClientError::new(ErrorCode::MicrophoneFailed, reason).with_cause(name)
}

fn error_reason(error: &JsValue, at_once: bool) -> (ErrorReason, String) {
    let name = error_name(error);
    let message = text(error, "message");
    let reason = match page::microphone_obstacle() {
        // What the page lacks explains every error.
        Some(obstacle) => obstacle,
        None => ErrorReason::of_microphone(&name, &message),
    };
    let embedded = at_once && reason == ErrorReason::PermissionDenied && page::may_be_embedded();
    let reason = if embedded {
        ErrorReason::MicrophonePolicy
    } else {
        reason
    };
    (reason, name)
}
