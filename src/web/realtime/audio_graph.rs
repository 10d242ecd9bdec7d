//! The audio graph: the microphone into the capture node; the agent's audio from the playback node
//! through the gain node to the speaker.

use std::cell::{OnceCell, RefCell};
use std::rc::Rc;

use js_sys::Promise;
use speko_proto::realtime::io::{Input, MediaInput, RealtimeInput, SpeakerInput};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{
    AudioContext, AudioContextState, GainNode, MediaStream, MediaStreamAudioDestinationNode,
    MediaStreamAudioSourceNode, MediaStreamTrack,
};

use super::audio_backend::{AudioBackend, start};
use super::worklet;
use crate::web::input_sender::InputSender;
use crate::web::js::{detach, error_name, items, on_settled, property};
use crate::web::listener::Listener;
use crate::web::meter::MeterSource;
use crate::web::speaker::Speaker;
use crate::web::timer::Timer;

#[wasm_bindgen]
extern "C" {
    /// An `AudioContext` with the method that web-sys lacks.
    type AudioContextExt;

    #[wasm_bindgen(method, catch, js_name = setSinkId)]
    fn set_sink_id(this: &AudioContextExt, device_id: &str) -> Result<Promise, JsValue>;
}

/// How long a context may take to start before audio counts as blocked, in ms. The browser does not
/// report blocking.
const START_TIMEOUT: u64 = 500;

/// How long a worklet may take to load, in ms. In some browsers loading never settles.
const LOAD_TIMEOUT: u64 = 3_000;

/// The clock of audio playback, for code that has no [`AudioGraph`].
#[derive(Clone, Default)]
pub(super) struct Clock(Rc<OnceCell<AudioContext>>);

impl Clock {
    /// Returns the time in frames. `None` before there is a context.
    pub(super) fn now(&self) -> Option<u64> {
        let context = self.0.get()?;
        Some((context.current_time() * f64::from(context.sample_rate())).round() as u64)
    }
}

/// Audio capture and playback. Dropping it stops both.
pub(super) struct AudioGraph {
    context: AudioContext,
    volume: GainNode,
    backend: Rc<RefCell<Option<AudioBackend>>>,
    microphone: RefCell<Option<MediaStreamAudioSourceNode>>,
    /// The playback as a track: for meters, and for output devices that only an audio element can
    /// select.
    tap: OnceCell<MediaStreamAudioDestinationNode>,
    speaker: Speaker,
    inputs: InputSender<Input>,
    _state: Listener,
    _starting: Timer,
    _loading: Timer,
}

impl AudioGraph {
    /// Opens the audio graph. `buffered` returns how many bytes are queued in the socket.
    pub(super) fn open(
        inputs: &InputSender<Input>,
        url: Option<&str>,
        clock: &Clock,
        buffered: impl Fn() -> u32 + Clone + 'static,
    ) -> Result<Self, String> {
        // At the sample rate of the device: Firefox cannot connect a microphone to a context of
        // another rate.
        let context = AudioContext::new().map_err(|error| error_name(&error))?;
        let volume = context.create_gain().map_err(|error| error_name(&error))?;
        let _ = volume.connect_with_audio_node(&context.destination());
        let _ = clock.0.set(context.clone());
        let send_state = {
            let (context, inputs) = (context.clone(), inputs.clone());
            move || {
                let input = match context.state() {
                    AudioContextState::Running => SpeakerInput::Playing,
                    AudioContextState::Closed => return,
                    // Blocked by the browser, or interrupted by a phone call.
                    _ => SpeakerInput::Blocked,
                };
                inputs.send(Input::Media(MediaInput::Speaker(input)));
            }
        };
        let starting = Timer::new(send_state.clone());
        starting.set(START_TIMEOUT);
        let backend = Rc::<RefCell<Option<AudioBackend>>>::default();
        let on_loaded = {
            let (inputs, context, volume) = (inputs.clone(), context.clone(), volume.clone());
            let backend = Rc::downgrade(&backend);
            Rc::new(move |loaded| {
                let captured = {
                    let (inputs, buffered) = (inputs.clone(), buffered.clone());
                    move |samples| {
                        let input = RealtimeInput::Captured(samples, buffered());
                        inputs.send(Input::Transport(input));
                    }
                };
                if let Some(input) = start(&backend, &context, &volume, loaded, captured) {
                    inputs.send(Input::Transport(input));
                }
            })
        };
        let late = {
            let on_loaded = Rc::clone(&on_loaded);
            Timer::new(move || on_loaded(false))
        };
        late.set(LOAD_TIMEOUT);
        let graph = Self {
            _state: Listener::new(&context, "statechange", move |_| send_state()),
            _starting: starting,
            _loading: late,
            speaker: Speaker::new(inputs.media()),
            microphone: RefCell::default(),
            tap: OnceCell::new(),
            inputs: inputs.clone(),
            backend,
            volume,
            context,
        };
        graph.resume();
        worklet::load(&graph.context, url, move |loaded| on_loaded(loaded));
        Ok(graph)
    }

    pub(super) fn play(&self, at: u64, samples: &[f32]) {
        if let Some(backend) = &*self.backend.borrow() {
            backend.play(at, samples);
        }
    }

    pub(super) fn flush(&self) {
        if let Some(backend) = &*self.backend.borrow() {
            backend.flush();
        }
    }

    pub(super) fn set_volume(&self, volume: f64) {
        self.volume.gain().set_value(volume as f32);
    }

    /// Starts audio. Where the browser blocks audio, call it inside a user gesture.
    pub(super) fn resume(&self) {
        if self.context.state() != AudioContextState::Running
            && let Ok(resumed) = self.context.resume()
        {
            detach(resumed);
        }
        self.speaker.resume();
    }

    /// Returns a function that resumes the context. Call it when the page resumes.
    pub(super) fn resume_on_wake(&self) -> impl Fn() + 'static {
        let context = self.context.clone();
        move || {
            if !matches!(
                context.state(),
                AudioContextState::Running | AudioContextState::Closed
            ) && let Ok(resumed) = context.resume()
            {
                detach(resumed);
            }
        }
    }

    /// Captures from this track, and from no other. If that fails, the previous track is captured
    /// as before.
    pub(super) fn attach(&self, track: &MediaStreamTrack) -> Result<(), String> {
        let name = |error: JsValue| error_name(&error);
        let backend = self.backend.borrow();
        let backend = backend.as_ref().ok_or("InvalidStateError")?;
        let stream = MediaStream::new().map_err(name)?;
        stream.add_track(track);
        let source = self
            .context
            .create_media_stream_source(&stream)
            .map_err(name)?;
        source
            .connect_with_audio_node(backend.node())
            .map_err(name)?;
        self.detach();
        self.microphone.replace(Some(source));
        Ok(())
    }

    pub(super) fn detach(&self) {
        if let Some(source) = self.microphone.take() {
            let _ = source.disconnect();
        }
    }

    /// Returns the agent's audio as it is played.
    pub(super) fn meter_source(&self) -> MeterSource {
        MeterSource {
            tracks: self.tap_track().into_iter().collect(),
            volume: 1.0,
        }
    }

    fn tap_track(&self) -> Option<MediaStreamTrack> {
        if self.tap.get().is_none() {
            let tap = self.context.create_media_stream_destination().ok()?;
            self.volume.connect_with_audio_node(&tap).ok()?;
            let _ = self.tap.set(tap);
        }
        items(&self.tap.get()?.stream().get_audio_tracks()).next()
    }

    pub(super) fn set_output(&self, device: &str) {
        if property(&self.context, "setSinkId").is_function() {
            let chosen = self
                .context
                .unchecked_ref::<AudioContextExt>()
                .set_sink_id(device);
            let inputs = self.inputs.clone();
            let Ok(chosen) = chosen else { return };
            return on_settled(chosen, move |chosen| {
                if let Err(error) = chosen {
                    let name = error_name(&error);
                    inputs.send(Input::Media(MediaInput::Speaker(
                        SpeakerInput::OutputFailed(name),
                    )));
                }
            });
        }
        // In Firefox an audio element can select the device, but a context cannot.
        let destination = self.context.destination();
        let _ = self.volume.disconnect_with_audio_node(&destination);
        match self.tap_track() {
            Some(track) if !device.is_empty() => {
                self.speaker.play("agent", track);
                self.speaker.set_output(device);
            }
            _ => {
                self.speaker.stop("agent");
                let _ = self.volume.connect_with_audio_node(&destination);
            }
        }
    }
}

impl Drop for AudioGraph {
    fn drop(&mut self) {
        self.detach();
        let _ = self.volume.disconnect();
        if let Some(backend) = self.backend.take() {
            let _ = backend.node().disconnect();
        }
        if let Ok(closed) = self.context.close() {
            detach(closed);
        }
    }
}
