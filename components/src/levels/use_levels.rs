use std::fmt;
use std::rc::Rc;

use leptos::prelude::*;
use speko_client::{AgentState, ConnectionState, MicState, Source, Status};
use web_sys::Element;

use super::meter_loop::Reader;
use super::visibility::{Visibility, wants_less_motion};
use super::{draw, scripted};
use crate::Voice;
use crate::dom::watch;
use crate::session::find_voice;

/// The levels of one side in one frame.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Levels<'a> {
    /// Perceived loudness from 0 (−55 dB or less) to 1 (full scale). Smoothed: it rises within a
    /// few frames and falls within a quarter of a second. The agent's level follows the volume.
    pub level: f32,
    /// The same for each requested band, lowest first, covering 80 to 8000 Hz.
    pub bands: &'a [f32],
    /// `false` in the last frame before the loop stops. Draw the resting state.
    pub moving: bool,
    /// Time in ms, for animations.
    pub time: f64,
    /// Whether the user prefers reduced motion.
    pub(crate) less_motion: bool,
}

/// The levels of one side of a session, from [`use_levels`].
#[derive(Clone, Copy)]
pub struct UseLevels {
    pub(super) voice: Voice,
    pub(super) side: Source,
    with_level: Option<Signal<f32>>,
}

/// Returns the levels of one side, for drawing. `voice` selects a session other than the one in
/// context.
///
/// All readers of a session share one frame loop, and one analyser for each side. The loop runs
/// only during a conversation, while the page is visible and one of the readers' elements is on the
/// screen. The analysers are released when the loop stops.
///
/// ```
/// use leptos::html::Div;
/// use leptos::prelude::*;
/// use leptos_speko::{Source, use_levels};
///
/// #[component]
/// fn Glow() -> impl IntoView {
///     let levels = use_levels(None, Source::Agent);
///     let place = NodeRef::<Div>::new();
///     place.on_load(move |element| levels.write(&element));
///     view! { <div node_ref=place class="glow" /> } // opacity: var(--speko-level, 0)
/// }
/// ```
pub fn use_levels(voice: Option<Voice>, side: Source) -> UseLevels {
    let voice = find_voice(voice);
    UseLevels {
        voice,
        side,
        with_level: None,
    }
}

impl UseLevels {
    /// Takes the level from this signal, 0 to 1, instead of from the session. `None` uses the
    /// session's level.
    #[must_use]
    pub fn with_level(mut self, level: Option<Signal<f32>>) -> Self {
        self.with_level = level;
        self
    }

    /// Returns `idle`, `connecting`, `listening`, `thinking`, `speaking`, `muted`, `error` or
    /// `ended`. Reactive.
    pub fn state(&self) -> &'static str {
        let voice = self.voice;
        match voice.status.get() {
            Status::Disconnected if voice.error.get().is_some() => return "error",
            Status::Disconnected if voice.ended.get().is_some() => return "ended",
            Status::Disconnected => return "idle",
            Status::Connecting => return "connecting",
            Status::Disconnecting => return "ended",
            Status::Connected => {}
        }
        if voice.connection.get() == ConnectionState::Reconnecting {
            return "connecting";
        }
        let muted = voice.mic.get() != MicState::Live;
        let agent_side = self.side == Source::Agent;
        match voice.agent_view() {
            _ if muted && !agent_side => "muted",
            Some(AgentState::Initializing) => "connecting",
            Some(AgentState::Waiting) if agent_side => "connecting",
            Some(AgentState::Left | AgentState::Absent) if agent_side => "idle",
            None if agent_side => "muted",
            Some(AgentState::Thinking) => "thinking",
            Some(AgentState::Speaking) => "speaking",
            _ if muted => "muted",
            _ => "listening",
        }
    }

    /// Calls `draw` with the levels and this number of bands, in each frame in which the element is
    /// on the screen, until the reading is dropped. `draw` should only set styles: reading layout
    /// or writing signals is slow.
    ///
    /// ```
    /// use leptos_speko::{LevelReading, UseLevels};
    /// use leptos::web_sys::Element;
    ///
    /// fn equalizer(levels: UseLevels, place: &Element) -> LevelReading {
    ///     levels.read(place, 12, |now| {
    ///         for (number, band) in now.bands.iter().enumerate() { /* 0 to 1 */ }
    ///     })
    /// }
    /// ```
    pub fn read(
        &self,
        element: &Element,
        bands: usize,
        draw: impl Fn(&Levels<'_>) + 'static,
    ) -> LevelReading {
        self.read_with(element, bands, false, Box::new(draw), Box::new(|| {}))
    }

    /// Sets `--speko-level` of this element to the level, from 0 to 1, until its reactive owner is
    /// cleaned up. The property is removed while the loop rests.
    pub fn write(&self, element: &Element) {
        let place = element.clone();
        let reading = self.read(element, 0, move |now| {
            draw::set(&place, "--speko-level", now.moving.then_some(now.level));
        });
        let kept = StoredValue::new_local(reading);
        on_cleanup(move || kept.dispose());
    }

    /// `steady` keeps drawing for users who prefer reduced motion: a meter informs. `seen` is
    /// called when the element enters the viewport, when the page's styles are already applied.
    pub(crate) fn read_with(
        &self,
        element: &Element,
        bands: usize,
        steady: bool,
        draw: Box<dyn Fn(&Levels<'_>)>,
        seen: Box<dyn Fn()>,
    ) -> LevelReading {
        LevelReading(match self.with_level {
            Some(level) => {
                let visibility = Visibility::new(element, move |on| {
                    if on {
                        seen()
                    }
                });
                let drawing = watch(move || {
                    let level = level.try_get().unwrap_or(0.0).clamp(0.0, 1.0);
                    let mut row = vec![0.0; bands];
                    scripted::spread(level, 0.0, &mut row);
                    let less_motion = wants_less_motion();
                    if steady || !less_motion {
                        draw(&Levels {
                            level,
                            bands: &row,
                            moving: true,
                            time: speko_client::now() as f64,
                            less_motion,
                        });
                    }
                });
                Held::ByHand(drawing, visibility)
            }
            None => Held::Reader(Reader::new(*self, element, bands, steady, draw, seen)),
        })
    }
}

impl fmt::Debug for UseLevels {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("UseLevels")
    }
}

/// A subscription to levels. Dropping it ends it.
#[must_use = "dropping it stops the updates"]
pub struct LevelReading(#[expect(dead_code, reason = "kept only to be dropped")] Held);

#[expect(dead_code, reason = "kept only to be dropped")]
enum Held {
    ByHand(RenderEffect<()>, Visibility),
    Reader(Rc<Reader>),
}

impl fmt::Debug for LevelReading {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LevelReading")
    }
}
