//! The frame loop of a session, and the readers that it serves.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use leptos::prelude::*;
use speko_client::{Source, Status};
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, MediaQueryList};

use super::side::{Side, number};
use super::visibility::{self, Visibility};
use super::{Levels, UseLevels};
use crate::Voice;
use crate::dom::{Listener, watch};

/// One consumer of levels.
pub(super) struct Reader {
    side: Source,
    steady: bool,
    draw: Box<dyn Fn(&Levels<'_>)>,
    /// The bands as last drawn.
    shown: RefCell<Vec<f32>>,
    on_screen: Cell<bool>,
    /// Whether it is drawn in every frame.
    moving: Cell<bool>,
    meter_loop: Rc<MeterLoop>,
    _visibility: Visibility,
    _status: RenderEffect<()>,
}

impl Reader {
    pub(super) fn new(
        levels: UseLevels,
        element: &Element,
        bands: usize,
        steady: bool,
        draw: Box<dyn Fn(&Levels<'_>)>,
        seen: Box<dyn Fn()>,
    ) -> Rc<Self> {
        let meter_loop = MeterLoop::of(levels.voice);
        let reader = Rc::new_cyclic(|me: &Weak<Self>| {
            let me = me.clone();
            let on_hub = Rc::downgrade(&meter_loop);
            Self {
                side: levels.side,
                steady,
                draw,
                shown: RefCell::new(vec![0.0; bands]),
                on_screen: Cell::new(false),
                moving: Cell::new(false),
                _visibility: Visibility::new(element, move |on_screen| {
                    if on_screen {
                        seen();
                    }
                    if let Some(reader) = me.upgrade() {
                        reader.on_screen.set(on_screen);
                        reader.meter_loop.update();
                    }
                }),
                _status: watch(move || {
                    levels.voice.status.get();
                    if let Some(meter_loop) = on_hub.upgrade() {
                        meter_loop.update();
                    }
                }),
                meter_loop: meter_loop.clone(),
            }
        });
        meter_loop.readers.borrow_mut().push(Rc::downgrade(&reader));
        reader
    }

    fn rest(&self) {
        if self.moving.replace(false) {
            // Borrowed only while the reader is drawn.
            let Ok(mut bands) = self.shown.try_borrow_mut() else {
                return;
            };
            bands.fill(0.0);
            (self.draw)(&Levels {
                level: 0.0,
                bands: &bands,
                moving: false,
                time: 0.0,
                less_motion: false,
            });
        }
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        self.meter_loop
            .readers
            .borrow_mut()
            .retain(|reader| reader.strong_count() > 0);
        self.meter_loop.update();
    }
}

/// The frame loop of one session. Exists while it has readers.
struct MeterLoop {
    voice: Voice,
    readers: RefCell<Vec<Weak<Reader>>>,
    sides: RefCell<[Side; 2]>,
    frame: Closure<dyn FnMut(f64)>,
    asked: Cell<Option<i32>>,
    less_motion: Option<MediaQueryList>,
    _listeners: Vec<Listener>,
}

thread_local!(static METER_LOOPS: RefCell<Vec<Weak<MeterLoop>>> = const { RefCell::new(Vec::new()) });

impl MeterLoop {
    fn of(voice: Voice) -> Rc<Self> {
        METER_LOOPS.with_borrow_mut(|meter_loops| {
            meter_loops.retain(|meter_loop| meter_loop.strong_count() > 0);
            let known = meter_loops.iter().filter_map(Weak::upgrade);
            if let Some(meter_loop) = known
                .into_iter()
                .find(|meter_loop| meter_loop.voice.is_same(&voice))
            {
                return meter_loop;
            }
            let meter_loop = Rc::new_cyclic(|me| Self::new(voice, me));
            meter_loops.push(Rc::downgrade(&meter_loop));
            meter_loop
        })
    }

    fn new(voice: Voice, me: &Weak<Self>) -> Self {
        let update = || {
            let me = me.clone();
            Box::new(move |_| {
                if let Some(meter_loop) = me.upgrade() {
                    meter_loop.update();
                }
            })
        };
        let less_motion = visibility::motion();
        let mut listeners = vec![Listener::new(&document(), "visibilitychange", update())];
        if let Some(query) = &less_motion {
            listeners.push(Listener::new(query, "change", update()));
        }
        let frame: Box<dyn FnMut(f64)> = {
            let me = me.clone();
            Box::new(move |time| {
                if let Some(meter_loop) = me.upgrade() {
                    meter_loop.asked.set(None);
                    meter_loop.draw(time);
                    meter_loop.update();
                }
            })
        };
        Self {
            voice,
            readers: RefCell::default(),
            sides: RefCell::default(),
            frame: Closure::wrap(frame),
            asked: Cell::new(None),
            less_motion,
            _listeners: listeners,
        }
    }

    /// Returns a copy of the list, since drawing may add and remove readers.
    fn readers(&self) -> Vec<Rc<Reader>> {
        self.readers
            .borrow()
            .iter()
            .filter_map(Weak::upgrade)
            .collect()
    }

    /// Starts or stops the loop, depending on whether a reader needs it.
    fn update(&self) {
        let on = self.voice.status.get_untracked() != Status::Disconnected
            && !visibility::is_page_hidden();
        let less = self.wants_less_motion();
        let mut needed = [false; 2];
        for reader in self.readers() {
            if on && reader.on_screen.get() && (reader.steady || !less) {
                reader.moving.set(true);
                if let Some(needed) = needed.get_mut(number(reader.side)) {
                    *needed = true;
                }
            } else {
                reader.rest();
            }
        }
        if let Ok(mut sides) = self.sides.try_borrow_mut() {
            for (side, needed) in sides.iter_mut().zip(needed) {
                if !needed {
                    *side = Side::default();
                }
            }
        }
        match (needed.contains(&true), self.asked.get()) {
            (true, None) => {
                let callback = self.frame.as_ref().unchecked_ref();
                self.asked
                    .set(window().request_animation_frame(callback).ok());
            }
            (false, Some(_)) => self.cancel(),
            _ => {}
        }
    }

    fn wants_less_motion(&self) -> bool {
        let query = self.less_motion.as_ref();
        query.is_some_and(MediaQueryList::matches)
    }

    fn cancel(&self) {
        if let Some(asked) = self.asked.take() {
            let _ = window().cancel_animation_frame(asked);
        }
    }

    fn draw(&self, time: f64) {
        let less_motion = self.wants_less_motion();
        let readers = self.readers();
        for side in [Source::Agent, Source::User] {
            let mine = || {
                let drawn = |reader: &&Rc<Reader>| reader.side == side && reader.moving.get();
                readers.iter().filter(drawn)
            };
            if mine().next().is_none() {
                continue;
            }
            let number = number(side);
            let level = self
                .sides
                .borrow_mut()
                .get_mut(number)
                .map_or(0.0, |known| known.level(&self.voice, side, time));
            for reader in mine() {
                let mut bands = reader.shown.borrow_mut();
                if let Some(known) = self.sides.borrow().get(number) {
                    known.bands(&self.voice, time, level, &mut bands);
                }
                (reader.draw)(&Levels {
                    level,
                    bands: &bands,
                    moving: true,
                    time,
                    less_motion,
                });
            }
        }
    }
}

impl Drop for MeterLoop {
    fn drop(&mut self) {
        self.cancel();
    }
}
