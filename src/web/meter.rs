//! Audio level meters. They analyse a branch of the audio that is never connected to an output. The
//! rest of the session does not depend on them, so a page without meters does not contain their
//! code.

use std::cell::RefCell;
use std::fmt;
use std::rc::{Rc, Weak};

use web_sys::{
    AnalyserNode, AudioContext, AudioContextState, MediaStream, MediaStreamAudioSourceNode,
    MediaStreamTrack,
};

use super::js::{detach, items};
use super::listener::Listener;

/// The number of samples that are analysed: 43 ms at 48 kHz, short enough to follow syllables.
const WINDOW: usize = 2048;
/// The range of the human voice, in Hz: the lower edge of the lowest band and the upper edge of the
/// highest.
const RANGE: (f64, f64) = (80.0, 8000.0);
/// The levels of a frequency bin that map to 0 and to 1, in dB.
const DECIBELS: (f64, f64) = (-85.0, -25.0);

/// The audio of one side at this moment: its enabled tracks and their playback volume.
pub(super) struct MeterSource {
    pub(super) tracks: Vec<MediaStreamTrack>,
    pub(super) volume: f32,
}

/// Measures the audio level of one side. Created by
/// [`VoiceConversation::meter`](crate::VoiceConversation::meter).
///
/// The first reading opens it. It then follows the session across microphone switches and new agent
/// tracks. It holds no audio nodes while there is no audio, and none after it is dropped. Read it
/// at most once per frame. All meters of a page share one `AudioContext`.
///
/// The browser may block audio until the user interacts with the page. Until then the meter reads
/// 0. It resumes with the first click or key press.
pub struct Meter {
    source: Box<dyn Fn() -> Option<MeterSource>>,
    analyser: RefCell<Option<Analyser>>,
}

impl Meter {
    pub(super) fn new(source: impl Fn() -> Option<MeterSource> + 'static) -> Self {
        Self {
            source: Box::new(source),
            analyser: RefCell::new(None),
        }
    }

    /// Creates a meter for any stream, such as that of a microphone test before the call. The
    /// stream is neither stopped nor changed.
    #[doc(hidden)]
    pub fn of_stream(stream: &MediaStream) -> Self {
        // `Clone::clone` on purpose: `stream.clone()` is the DOM method, which creates new tracks
        // that nothing would stop.
        let stream = Clone::clone(stream);
        Self::new(move || {
            Some(MeterSource {
                tracks: items(&stream.get_audio_tracks()).collect(),
                volume: 1.0,
            })
        })
    }

    /// Returns the current level: the root mean square over the last 43 ms or so, from 0 to 1. A
    /// full-scale square wave is 1, a full-scale sine 0.71, speech about 0.02 to 0.3.
    ///
    /// The agent's level is scaled by the volume. It is 0 while there is no audio and while the
    /// microphone is muted.
    pub fn level(&self) -> f32 {
        self.read(|analyser| {
            let mut samples = analyser.samples.borrow_mut();
            analyser.analyser.get_float_time_domain_data(&mut samples);
            let power: f32 = samples.iter().map(|sample| sample * sample).sum();
            (power / WINDOW as f32).sqrt()
        })
        .unwrap_or(0.0)
        .clamp(0.0, 1.0)
    }

    /// Fills `bands` with the level of each frequency band, lowest first, from 0 (−85 dB or less)
    /// to 1 (−25 dB or more), scaled by the volume.
    ///
    /// The bands divide 80 to 8000 Hz on a logarithmic scale, so that each sounds equally wide. All
    /// are 0 whenever [`level`](Self::level) is 0 for lack of audio.
    pub fn bands(&self, bands: &mut [f32]) {
        bands.fill(0.0);
        self.read(|analyser| {
            analyser.bands(bands);
            0.0
        });
    }

    /// Returns whether the last reading measured audio: the browser has connected the tracks, and
    /// lets the context run.
    pub(super) fn is_measuring(&self) -> bool {
        self.analyser.borrow().as_ref().is_some_and(|analyser| {
            !analyser.sources.is_empty()
                && analyser.context.audio.state() == AudioContextState::Running
        })
    }

    /// Runs `read` if there is audio, and scales its result by the volume.
    fn read(&self, read: impl FnOnce(&Analyser) -> f32) -> Option<f32> {
        let source = (self.source)().filter(|source| !source.tracks.is_empty());
        let mut slot = self.analyser.borrow_mut();
        let Some(source) = source else {
            *slot = None;
            return None;
        };
        if slot.is_none() {
            *slot = Analyser::open();
        }
        let analyser = slot.as_mut()?;
        analyser.connect(source.tracks);
        analyser.volume = source.volume;
        Some(read(analyser) * source.volume)
    }
}

impl fmt::Debug for Meter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Meter")
    }
}

/// An analyser and the tracks that are connected to it.
struct Analyser {
    context: Rc<Context>,
    analyser: AnalyserNode,
    sources: Vec<(MediaStreamTrack, MediaStreamAudioSourceNode)>,
    samples: RefCell<Vec<f32>>,
    volume: f32,
}

impl Analyser {
    fn open() -> Option<Self> {
        let context = Context::of_page()?;
        let analyser = context.audio.create_analyser().ok()?;
        analyser.set_fft_size(WINDOW as u32);
        analyser.set_min_decibels(DECIBELS.0);
        analyser.set_max_decibels(DECIBELS.1);
        // Less than the default of 0.8, because the code that draws the levels smooths them too.
        analyser.set_smoothing_time_constant(0.5);
        Some(Self {
            context,
            analyser,
            sources: Vec::new(),
            samples: RefCell::new(vec![0.0; WINDOW]),
            volume: 1.0,
        })
    }

    /// Connects these tracks, and no others, to the analyser.
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
            // Fails for a stream without an audio track. There is nothing to measure then.
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
            // A low band is narrower than a bin. It uses the bin that contains it.
            let first = (from / bin) as usize;
            let last = ((to / bin) as usize).max(first + 1);
            let loudest = loudness.get(first..last.min(WINDOW / 2));
            let loudest = loudest.and_then(|bins| bins.iter().max());
            *band = loudest.map_or(0.0, |byte| f32::from(*byte) / 255.0) * self.volume;
            from = to;
        }
    }
}

impl Drop for Analyser {
    fn drop(&mut self) {
        self.disconnect();
    }
}

/// The page's shared `AudioContext` for meters. It is closed with the last meter.
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
        // The context may start suspended, and the system may suspend it later.
        let resume = |name| {
            let audio = audio.clone();
            Listener::new(&document, name, move |_| {
                if audio.state() != AudioContextState::Running
                    && let Ok(resumed) = audio.resume()
                {
                    detach(resumed);
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
            detach(closed);
        }
    }
}
