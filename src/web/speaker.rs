//! Audio output: one audio element for each remote track.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::Promise;
use speko_proto::engine::io::{MediaInput, SpeakerInput};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{HtmlMediaElement, MediaStream, MediaStreamTrack};

use super::input_sender::InputSender;
use super::js::{error_name, on_settled};
use super::meter::MeterSource;

#[wasm_bindgen]
extern "C" {
    /// An audio element with the method that web-sys lacks.
    type AudioElementExt;

    #[wasm_bindgen(method, catch, js_name = setSinkId)]
    fn set_sink_id(this: &AudioElementExt, device_id: &str) -> Result<Promise, JsValue>;
}

/// All tracks that play. Dropping it stops them and removes their elements from the page.
pub(super) struct Speaker(Rc<Inner>);

struct Inner {
    inputs: InputSender<MediaInput>,
    playing: RefCell<Vec<PlayingTrack>>,
    last_number: Cell<u32>,
    volume: Cell<f64>,
    sink: RefCell<Option<String>>,
    /// Unused elements. iOS lets an element play if it has played in a user gesture before, so
    /// these are reused instead of creating new ones.
    spare: RefCell<Vec<HtmlMediaElement>>,
}

struct PlayingTrack {
    /// Distinguishes it from an earlier one with the same `mid` when a promise settles late.
    number: u32,
    mid: String,
    track: MediaStreamTrack,
    element: HtmlMediaElement,
    blocked: bool,
}

impl Speaker {
    pub(super) fn new(inputs: InputSender<MediaInput>) -> Self {
        Self(Rc::new(Inner {
            inputs,
            playing: RefCell::default(),
            last_number: Cell::new(0),
            volume: Cell::new(1.0),
            sink: RefCell::default(),
            spare: RefCell::default(),
        }))
    }

    /// Plays a track under this `mid`. If the same track already plays under it, does nothing.
    pub(super) fn play(&self, mid: &str, track: MediaStreamTrack) {
        let same = |playing: &PlayingTrack| playing.mid == mid && playing.track == track;
        if self.0.playing.borrow().iter().any(same) {
            return;
        }
        self.stop(mid);
        let spare = self.0.spare.borrow_mut().pop();
        let Some(element) = spare.or_else(make_element) else {
            return;
        };
        set_track(&element, &track);
        element.set_volume(self.0.volume.get());
        let number = self.0.last_number.get().wrapping_add(1);
        self.0.last_number.set(number);
        self.0.playing.borrow_mut().push(PlayingTrack {
            number,
            mid: mid.to_owned(),
            track,
            element: element.clone(),
            blocked: false,
        });
        if let Some(device) = &*self.0.sink.borrow() {
            self.set_sink(&element, device);
        }
        self.0.start_playback(number, &element);
    }

    pub(super) fn stop(&self, mid: &str) {
        self.0.change(|playing| {
            playing.retain(|track| {
                let stays = track.mid != mid;
                if !stays {
                    self.0.spare.borrow_mut().push(track.element.clone());
                }
                stays
            });
        });
    }

    pub(super) fn set_volume(&self, volume: f64) {
        self.0.volume.set(volume);
        for playing in &*self.0.playing.borrow() {
            playing.element.set_volume(volume);
        }
    }

    pub(super) fn set_output(&self, device: &str) {
        for playing in &*self.0.playing.borrow() {
            self.set_sink(&playing.element, device);
        }
        self.0.sink.replace(Some(device.to_owned()));
    }

    /// Returns all tracks that play, and the volume.
    pub(super) fn meter_source(&self) -> MeterSource {
        let playing = self.0.playing.borrow();
        MeterSource {
            // `Clone::clone` on purpose: `track.clone()` is the DOM method, which creates another
            // track.
            tracks: playing
                .iter()
                .map(|playing| Clone::clone(&playing.track))
                .collect(),
            volume: self.0.volume.get() as f32,
        }
    }

    /// Starts blocked audio. Call it inside a user gesture.
    pub(super) fn resume(&self) {
        self.0.retry_blocked();
    }

    /// Returns a function that resumes playback. Call it when the page resumes: Chromium pauses
    /// the audio of a page that it freezes, iOS that of a page interrupted by a phone call, and
    /// neither resumes it.
    pub(super) fn resume_on_wake(&self) -> impl Fn() + 'static {
        let inner = Rc::downgrade(&self.0);
        move || {
            if let Some(inner) = inner.upgrade() {
                inner.retry_blocked();
            }
        }
    }

    fn set_sink(&self, element: &HtmlMediaElement, device: &str) {
        // Not every browser has `setSinkId`. Without it, the system default is used.
        let Ok(chosen) = element
            .unchecked_ref::<AudioElementExt>()
            .set_sink_id(device)
        else {
            return;
        };
        let (inner, device) = (Rc::downgrade(&self.0), device.to_owned());
        on_settled(chosen, move |chosen| {
            if let (Err(error), Some(inner)) = (chosen, inner.upgrade()) {
                inner.sink_failed(&device, &error);
            }
        });
    }
}

impl Inner {
    /// Calls `play()` on all elements. It has no effect on those that already play.
    fn retry_blocked(self: &Rc<Self>) {
        for track in &*self.playing.borrow() {
            self.start_playback(track.number, &track.element);
        }
    }

    fn start_playback(self: &Rc<Self>, number: u32, element: &HtmlMediaElement) {
        let Ok(started) = element.play() else { return };
        let inner = Rc::downgrade(self);
        on_settled(started, move |started| {
            let blocked = match started {
                Ok(_) => false,
                Err(error) if error_name(&error) == "NotAllowedError" => true,
                // Such as `AbortError`, if playback was stopped or the source changed. Not an
                // error.
                Err(_) => return,
            };
            if let Some(inner) = inner.upgrade() {
                inner.change(|playing| {
                    if let Some(track) = playing.iter_mut().find(|track| track.number == number) {
                        track.blocked = blocked;
                    }
                });
            }
        });
    }

    /// Changes the list, and reports if audio becomes blocked or unblocked by that.
    fn change(&self, change: impl FnOnce(&mut Vec<PlayingTrack>)) {
        let is_blocked = || self.playing.borrow().iter().any(|track| track.blocked);
        let before = is_blocked();
        change(&mut self.playing.borrow_mut());
        match (before, is_blocked()) {
            (false, true) => self.inputs.send(MediaInput::Speaker(SpeakerInput::Blocked)),
            (true, false) => self.inputs.send(MediaInput::Speaker(SpeakerInput::Playing)),
            _ => {}
        }
    }

    fn sink_failed(&self, device: &str, error: &JsValue) {
        // Later elements use the default device, which is known to work. The error is reported
        // once.
        let current = self.sink.borrow().as_deref() == Some(device);
        if current {
            self.sink.replace(None);
            self.spare.take();
            let name = error_name(error);
            self.inputs
                .send(MediaInput::Speaker(SpeakerInput::OutputFailed(name)));
        }
    }
}

fn make_element() -> Option<HtmlMediaElement> {
    let document = web_sys::window()?.document()?;
    let element: HtmlMediaElement = document.create_element("audio").ok()?.unchecked_into();
    for name in ["autoplay", "playsinline", "hidden", "data-speko-audio"] {
        let _ = element.set_attribute(name, "");
    }
    Some(element)
}

fn set_track(element: &HtmlMediaElement, track: &MediaStreamTrack) {
    let Ok(stream) = MediaStream::new() else {
        return;
    };
    stream.add_track(track);
    element.set_src_object(Some(&stream));
    let body = element.owner_document().and_then(|page| page.body());
    if let Some(body) = body {
        let _ = body.append_child(element);
    }
}

/// Returns whether a page can change the playback volume. On iOS only the device's buttons can:
/// every element's `volume` stays 1 there, whatever it is set to.
pub fn can_set_volume() -> bool {
    make_element().is_none_or(|element| {
        element.set_volume(0.5);
        element.volume() < 1.0
    })
}

impl Drop for PlayingTrack {
    fn drop(&mut self) {
        let _ = self.element.pause();
        self.element.set_src_object(None);
        self.element.remove();
    }
}
