//! How loud a side is. It listens beside the session's own path and is never connected to a loudspeaker: nothing in the
//! session knows of it, and a page that asks for no meter does not have it.

use std::cell::RefCell;
use std::fmt;
use std::rc::{Rc, Weak};

use web_sys::{
    AnalyserNode, AudioContext, AudioContextState, MediaStream, MediaStreamAudioSourceNode,
    MediaStreamTrack,
};

use super::js::{Listener, items, whenever};

/// The samples that are looked at, 43 ms at 48 kHz: short enough to follow syllables.
const WINDOW: usize = 2048;
/// The voice's range in Hz: the lowest band begins and the highest ends here.
const RANGE: (f64, f64) = (80.0, 8000.0);
/// What is quiet and what is loud in one frequency, in dB.
const DECIBELS: (f64, f64) = (-85.0, -25.0);

/// What there is to hear now: the tracks that are on, and how loud they are played.
pub(super) struct Heard {
    pub(super) tracks: Vec<MediaStreamTrack>,
    pub(super) volume: f32,
}

/// A meter of one side's sound, from [`VoiceConversation::meter`](crate::VoiceConversation::meter).
///
/// It opens with the first reading and follows the session from there: another microphone, a new track of the agent's.
/// While there is nothing to hear, and once it is dropped, it holds nothing. Read it once a frame at most; all meters of
/// a page share one `AudioContext`.
///
/// Until the person has acted on the page, a browser may hold sound back: the meter then reads 0, and goes on by itself
/// with the first click or key.
pub struct Meter {
    hear: Box<dyn Fn() -> Option<Heard>>,
    probe: RefCell<Option<Probe>>,
}

impl Meter {
    pub(super) fn new(hear: impl Fn() -> Option<Heard> + 'static) -> Self {
        Self {
            hear: Box::new(hear),
            probe: RefCell::new(None),
        }
    }

    /// A meter of any stream, as one of a microphone that is tried before the call. The stream stays the caller's: it is
    /// neither stopped nor changed.
    #[doc(hidden)]
    pub fn of_stream(stream: &MediaStream) -> Self {
        // Spelled out: `stream.clone()` is the DOM's own, with tracks that nobody stops.
        let stream = Clone::clone(stream);
        Self::new(move || {
            Some(Heard {
                tracks: items(&stream.get_audio_tracks()).collect(),
                volume: 1.0,
            })
        })
    }

    /// How loud it is now: the root mean square over the last 43 ms or so, from 0 to 1, where 1 is a full-scale square
    /// wave, 0.71 a full-scale sine, and talking some 0.02 to 0.3. The agent's is as loud as it is played, by the
    /// volume. 0 while there is nothing to hear, and while the microphone is muted.
    pub fn level(&self) -> f32 {
        self.read(|probe| {
            let mut samples = probe.samples.borrow_mut();
            probe.analyser.get_float_time_domain_data(&mut samples);
            let power: f32 = samples.iter().map(|sample| sample * sample).sum();
            (power / WINDOW as f32).sqrt()
        })
        .unwrap_or(0.0)
        .clamp(0.0, 1.0)
    }

    /// How loud each part of the voice's range is, lowest first, from 0 (−85 dB and less) to 1 (−25 dB and more), by the
    /// volume: 80 to 8000 Hz in as many bands as `bands` has room for, each as wide to the ear as the next. All 0
    /// where [`level`](Self::level) is.
    pub fn bands(&self, bands: &mut [f32]) {
        bands.fill(0.0);
        self.read(|probe| {
            probe.bands(bands);
            0.0
        });
    }

    /// Reads, if there is something to hear. What the reading gives is scaled by the volume.
    fn read(&self, read: impl FnOnce(&Probe) -> f32) -> Option<f32> {
        let heard = (self.hear)().filter(|heard| !heard.tracks.is_empty());
        let mut place = self.probe.borrow_mut();
        let Some(heard) = heard else {
            *place = None;
            return None;
        };
        if place.is_none() {
            *place = Probe::open();
        }
        let probe = place.as_mut()?;
        probe.connect(heard.tracks);
        probe.volume = heard.volume;
        Some(read(probe) * heard.volume)
    }
}

impl fmt::Debug for Meter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Meter")
    }
}

/// One analyser, with the tracks that are led into it.
struct Probe {
    context: Rc<Context>,
    analyser: AnalyserNode,
    sources: Vec<(MediaStreamTrack, MediaStreamAudioSourceNode)>,
    samples: RefCell<Vec<f32>>,
    volume: f32,
}

impl Probe {
    fn open() -> Option<Self> {
        let context = Context::of_page()?;
        let analyser = context.audio.create_analyser().ok()?;
        analyser.set_fft_size(WINDOW as u32);
        analyser.set_min_decibels(DECIBELS.0);
        analyser.set_max_decibels(DECIBELS.1);
        // Who draws smooths in its own way.
        analyser.set_smoothing_time_constant(0.5);
        Some(Self {
            context,
            analyser,
            sources: Vec::new(),
            samples: RefCell::new(vec![0.0; WINDOW]),
            volume: 1.0,
        })
    }

    /// Listens to these tracks and to no other.
    fn connect(&mut self, tracks: Vec<MediaStreamTrack>) {
        let same = self.sources.len() == tracks.len()
            && self
                .sources
                .iter()
                .zip(&tracks)
                .all(|(old, new)| old.0 == *new);
        if same {
            return;
        }
        self.disconnect();
        for track in tracks {
            let Ok(stream) = MediaStream::new() else {
                return;
            };
            stream.add_track(&track);
            // Refused for a track without sound: there is nothing to hear then.
            let Ok(source) = self.context.audio.create_media_stream_source(&stream) else {
                continue;
            };
            let _ = source.connect_with_audio_node(&self.analyser);
            self.sources.push((track, source));
        }
    }

    fn disconnect(&mut self) {
        for (_, source) in self.sources.drain(..) {
            let _ = source.disconnect();
        }
    }

    fn bands(&self, bands: &mut [f32]) {
        let mut loudness = vec![0; WINDOW / 2];
        self.analyser.get_byte_frequency_data(&mut loudness);
        let bin = f64::from(self.context.audio.sample_rate()) / WINDOW as f64;
        let ratio = js_sys::Math::pow(RANGE.1 / RANGE.0, 1.0 / bands.len() as f64);
        let mut from = RANGE.0;
        for band in bands {
            let to = from * ratio;
            // A low band is narrower than a bin, and takes the one that it is in.
            let first = (from / bin) as usize;
            let last = ((to / bin) as usize).max(first + 1);
            let loudest = loudness.get(first..last.min(WINDOW / 2));
            let loudest = loudest.and_then(|bins| bins.iter().max());
            *band = loudest.map_or(0.0, |byte| f32::from(*byte) / 255.0) * self.volume;
            from = to;
        }
    }
}

impl Drop for Probe {
    fn drop(&mut self) {
        self.disconnect();
    }
}

/// The page's one context for looking at sound, closed with its last meter.
struct Context {
    audio: AudioContext,
    _listeners: Vec<Listener>,
}

thread_local!(static CONTEXT: RefCell<Weak<Context>> = const { RefCell::new(Weak::new()) });

impl Context {
    fn of_page() -> Option<Rc<Self>> {
        let open = CONTEXT.with_borrow(Weak::upgrade);
        if open.is_some() {
            return open;
        }
        let audio = AudioContext::new().ok()?;
        let document = web_sys::window()?.document()?;
        // It may begin suspended, and a system may suspend it later.
        let resume = |name| {
            let audio = audio.clone();
            Listener::new(&document, name, move |_| {
                if audio.state() != AudioContextState::Running
                    && let Ok(resumed) = audio.resume()
                {
                    whenever(resumed);
                }
            })
        };
        let context = Rc::new(Self {
            _listeners: ["click", "keydown", "touchend", "visibilitychange"]
                .map(resume)
                .into(),
            audio,
        });
        CONTEXT.set(Rc::downgrade(&context));
        Some(context)
    }
}

impl Drop for Context {
    fn drop(&mut self) {
        if let Ok(closed) = self.audio.close() {
            whenever(closed);
        }
    }
}
