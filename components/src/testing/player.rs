//! Plays a script, driven by the clock or by calls to `advance`.

use std::fmt;
use std::time::Duration;

use leptos::leptos_dom::helpers::{TimeoutHandle, set_timeout_with_handle};
use leptos::prelude::*;
use speko_client::{Event, Message, Source};

use super::Script;
use crate::Voice;

/// The player of a scripted session. `Copy`, so that closures can capture it.
///
/// ```
/// use leptos_speko::Scripted;
///
/// fn in_a_test(scripted: Scripted) {
///     scripted.pause();
///     scripted.advance(1_500); // all events of the next 1.5 s have been emitted
/// }
/// # let _ = in_a_test;
/// ```
#[derive(Clone, Copy)]
pub struct Scripted {
    pub(super) voice: Voice,
    pub(super) play: StoredValue<Play>,
}

pub(super) struct Play {
    script: Script,
    /// Events caused by typed messages, on the same clock.
    later: Vec<(u64, Event)>,
    /// Number of steps that have been played.
    done: usize,
    /// Time since the start in ms.
    time: u64,
    /// Whether the session is running.
    on: bool,
    /// Whether the browser's clock drives it.
    clock: bool,
    /// Time at which the browser's clock was last read.
    looked: u64,
    timer: Option<TimeoutHandle>,
    typed: u32,
}

impl Play {
    pub(super) fn new(script: Script, clock: bool) -> Self {
        Self {
            script,
            later: Vec::new(),
            done: 0,
            time: 0,
            on: false,
            clock,
            looked: 0,
            timer: None,
            typed: 0,
        }
    }

    /// Returns the time of the next event.
    fn next_at(&self) -> Option<u64> {
        let step = self.script.steps.get(self.done).map(|(at, _)| *at);
        let later = self.later.first().map(|(at, _)| *at);
        let again = self.script.looped.then_some(self.script.duration());
        match (step, later) {
            (Some(step), Some(later)) => Some(step.min(later)),
            (step, later) => step.or(later).or(again),
        }
    }

    /// Takes the next event that is due at this time, earliest first.
    fn take(&mut self, until: u64) -> Option<Happens> {
        let step = self.script.steps.get(self.done);
        let later = self.later.first().map(|(at, _)| *at);
        match step {
            Some((at, event)) if *at <= until && later.is_none_or(|later| *at <= later) => {
                self.done += 1;
                Some(Happens::Event(event.clone()))
            }
            _ if later.is_some_and(|later| later <= until) => {
                Some(Happens::Event(self.later.remove(0).1))
            }
            None if self.script.looped && self.script.duration() <= until && later.is_none() => {
                Some(Happens::Again(until - self.script.duration()))
            }
            _ => None,
        }
    }
}

enum Happens {
    Event(Event),
    /// Restart the script, with this many milliseconds left to play.
    Again(u64),
}

impl Scripted {
    /// Returns the session that the components use.
    pub fn voice(&self) -> Voice {
        self.voice
    }

    /// Lets the browser's clock drive the player. Timers are throttled while the page is hidden.
    pub fn play(&self) {
        self.play.try_update_value(|play| {
            play.clock = true;
            play.looked = speko_client::now();
        });
        self.wind();
    }

    /// Stops the clock. Only [`advance`](Self::advance) moves the time from here on.
    pub fn pause(&self) {
        self.look();
        self.play.try_update_value(|play| {
            play.clock = false;
            if let Some(timer) = play.timer.take() {
                timer.clear();
            }
        });
    }

    /// Returns how many milliseconds of the script have been played.
    pub fn time(&self) -> u64 {
        self.play.try_with_value(|play| play.time).unwrap_or(0)
    }

    /// Moves the time forward by `millis`. All events of that span are emitted before this returns.
    pub fn advance(&self, millis: u64) {
        let now = self
            .play
            .try_with_value(|play| (play.time + millis, play.clock));
        let Some((until, clock)) = now else { return };
        if !clock {
            self.voice.age_press(millis);
        }
        while let Some(happens) = self
            .play
            .try_update_value(|play| play.take(until))
            .flatten()
        {
            match happens {
                Happens::Event(event) => self.voice.emit(event),
                Happens::Again(left) => {
                    self.begin();
                    return self.advance(left);
                }
            }
        }
        self.play.try_update_value(|play| play.time = until);
        self.wind();
    }

    /// Restarts the script and moves to this time in ms.
    pub fn jump(&self, millis: u64) {
        self.voice.end();
        self.voice.start();
        self.advance(millis);
    }

    /// Starts the script from the beginning.
    pub(super) fn begin(&self) {
        self.play.try_update_value(|play| {
            play.done = 0;
            play.time = 0;
            play.later.clear();
            play.on = true;
            play.looked = speko_client::now();
        });
        self.wind();
    }

    pub(super) fn stop(&self) {
        self.play.try_update_value(|play| {
            play.on = false;
            play.done = usize::MAX;
            play.later.clear();
            if let Some(timer) = play.timer.take() {
                timer.clear();
            }
        });
    }

    /// Adds the typed message to the transcript, and schedules its answer.
    pub(super) fn typed(&self, text: &str) {
        self.look();
        let found = self.play.try_update_value(|play| {
            play.typed += 1;
            (play.time, play.typed, play.script.answer.clone())
        });
        let Some((now, number, answer)) = found else {
            return;
        };
        let id = number.to_string();
        self.voice.emit(Event::Message(Message {
            source: Source::User,
            text: text.to_owned(),
            is_final: true,
            segment_id: Some(["typed-", &id].concat()),
            started_at: Some(now),
        }));
        let Some(words) = answer.and_then(|answer| answer(text)) else {
            return;
        };
        let mut steps = Script::new().wait(300).agent(&words).steps;
        steps.retain_mut(|(at, event)| {
            *at += now;
            if let Event::Message(message) = event {
                message.segment_id = Some(["answer-", &id].concat());
                message.started_at = Some(now + 300);
            }
            // Only what an answer adds to an open session.
            matches!(event, Event::Message(_) | Event::Mode(_))
        });
        self.play.try_update_value(|play| {
            play.later.append(&mut steps);
            play.later.sort_by_key(|(at, _)| *at);
        });
        self.wind();
    }

    /// Moves the time forward by what has passed on the browser's clock.
    fn look(&self) {
        let passed = self.play.try_update_value(|play| {
            let now = speko_client::now();
            let passed = now.saturating_sub(play.looked);
            play.looked = now;
            if play.clock && play.on { passed } else { 0 }
        });
        if let Some(passed) = passed.filter(|passed| *passed > 0) {
            self.advance(passed);
        }
    }

    /// Sets the timer for the next event.
    fn wind(&self) {
        let scripted = *self;
        self.play.try_update_value(|play| {
            if let Some(timer) = play.timer.take() {
                timer.clear();
            }
            if !play.clock || !play.on || !cfg!(target_arch = "wasm32") {
                return;
            }
            let Some(at) = play.next_at() else { return };
            let wait = Duration::from_millis(at.saturating_sub(play.time).max(1));
            play.timer = set_timeout_with_handle(move || scripted.look(), wait).ok();
        });
    }
}

impl fmt::Debug for Scripted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Scripted")
    }
}

impl Scripted {
    /// Applies all events of the script at once. No further events follow.
    pub(super) fn apply_state(&self) {
        let steps = self
            .play
            .try_update_value(|play| std::mem::take(&mut play.script.steps));
        for (_, event) in steps.unwrap_or_default() {
            self.voice.apply_state(event);
        }
    }
}
