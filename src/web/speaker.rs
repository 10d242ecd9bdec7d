//! Audio output: one audio element for each remote track.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use speko_proto::engine::io::{MediaInput, SpeakerInput};
use wasm_bindgen::JsValue;
use web_sys::{HtmlMediaElement, MediaStreamTrack};

use super::audio_element::{make_element, set_sink_id, set_track};
use super::input_sender::InputSender;
use super::js::{error_name, on_settled};
use super::listener::Listener;
use super::meter::MeterSource;

/// How often playback that something else paused is restarted before it counts as blocked, until a
/// check finds that it plays.
const MAX_RESTARTS: u8 = 3;
/// How many checks in a row must find the clock of an element at the same position before its
/// output counts as stopped.
const MAX_STILL: u8 = 2;

/// All tracks that play. Dropping it stops them and removes their elements from the page.
pub(super) struct Speaker(Rc<Inner>);

struct Inner {
    inputs: InputSender<MediaInput>,
    playing: RefCell<Vec<PlayingTrack>>,
    last_number: Cell<u32>,
    /// Blocked audio was reported.
    unheard: Cell<bool>,
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
    /// The browser refused to play it, or it stays paused.
    blocked: bool,
    /// How often it was restarted after a pause.
    restarts: u8,
    /// The position at the last check.
    position: f64,
    /// How many checks in a row have found it at this position.
    still: u8,
    _pause: Listener,
}

impl PlayingTrack {
    fn is_unheard(&self) -> bool {
        self.blocked || self.still >= MAX_STILL
    }
}

impl Speaker {
    pub(super) fn new(inputs: InputSender<MediaInput>) -> Self {
        Self(Rc::new(Inner {
            inputs,
            playing: RefCell::default(),
            last_number: Cell::new(0),
            unheard: Cell::new(false),
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
        let inner = Rc::downgrade(&self.0);
        let pause = Listener::new(&element, "pause", move |_| {
            if let Some(inner) = inner.upgrade() {
                inner.paused(number);
            }
        });
        self.0.playing.borrow_mut().push(PlayingTrack {
            number,
            mid: mid.to_owned(),
            track,
            element: element.clone(),
            blocked: false,
            restarts: 0,
            position: 0.0,
            still: 0,
            _pause: pause,
        });
        if let Some(device) = &*self.0.sink.borrow() {
            self.set_sink(&element, device);
        }
        self.0.start_playback(number, &element);
    }

    pub(super) fn stop(&self, mid: &str) {
        self.0.playing.borrow_mut().retain(|track| {
            let stays = track.mid != mid;
            if !stays {
                self.0.spare.borrow_mut().push(track.element.clone());
            }
            stays
        });
        self.0.report();
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

    /// Compares the clock of each element with the last check. Called while there is audio to play,
    /// about once per second.
    pub(super) fn check(&self) {
        for track in &mut *self.0.playing.borrow_mut() {
            let position = track.element.current_time();
            if !track.element.paused() {
                if position != track.position {
                    // Something else may have started it, such as the browser's media hub.
                    (track.blocked, track.restarts, track.still) = (false, 0, 0);
                } else if !track.track.muted() {
                    track.still = track.still.saturating_add(1);
                }
            }
            track.position = position;
        }
        self.0.report();
    }

    /// Returns all tracks that can be heard, and the volume.
    pub(super) fn meter_source(&self) -> MeterSource {
        let playing = self.0.playing.borrow();
        MeterSource {
            // `Clone::clone` on purpose: `track.clone()` is the DOM method, which creates another
            // track.
            tracks: playing
                .iter()
                .filter(|playing| !playing.is_unheard())
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
        let Ok(chosen) = set_sink_id(element, device) else {
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
        for track in &mut *self.playing.borrow_mut() {
            track.restarts = 0;
            self.start_playback(track.number, &track.element);
        }
    }

    fn start_playback(self: &Rc<Self>, number: u32, element: &HtmlMediaElement) {
        let Ok(started) = element.play() else { return };
        let inner = Rc::downgrade(self);
        on_settled(started, move |started| {
            let blocked = match started {
                Ok(_) => false,
                // Playback was stopped or the source changed. Not an error.
                Err(error) if error_name(&error) == "AbortError" => return,
                Err(_) => true,
            };
            if let Some(inner) = inner.upgrade() {
                inner.change(number, &mut |track| track.blocked = blocked);
            }
        });
    }

    /// Restarts an element that the system, an extension or the page paused. If that happens again
    /// and again, its audio counts as blocked until the user starts it.
    fn paused(self: &Rc<Self>, number: u32) {
        self.change(number, &mut |track| {
            // The event arrives late: the element may play again, or its track may have ended.
            if !track.element.paused() || track.element.ended() {
            } else if track.restarts < MAX_RESTARTS {
                track.restarts += 1;
                self.start_playback(number, &track.element);
            } else {
                track.blocked = true;
            }
        });
    }

    /// Changes a track that still plays.
    fn change(&self, number: u32, change: &mut dyn FnMut(&mut PlayingTrack)) {
        for track in &mut *self.playing.borrow_mut() {
            if track.number == number {
                change(track);
            }
        }
        self.report();
    }

    /// Reports if audio has become blocked or unblocked.
    fn report(&self) {
        let unheard = self.playing.borrow().iter().any(PlayingTrack::is_unheard);
        if self.unheard.replace(unheard) != unheard {
            let input = if unheard {
                SpeakerInput::Blocked
            } else {
                SpeakerInput::Playing
            };
            self.inputs.send(MediaInput::Speaker(input));
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

impl Drop for PlayingTrack {
    fn drop(&mut self) {
        let _ = self.element.pause();
        self.element.set_src_object(None);
        self.element.remove();
    }
}
