//! The signals of the handle: one generic type for all of them.

use std::fmt;
use std::ops::Deref;
use std::panic::Location;

use leptos::prelude::*;

use super::state::Core;
use super::values::Field;

/// A readable value of a [`Voice`](crate::Voice) that notifies views and effects when it changes.
///
/// It works like Leptos' own signals: it implements their traits (`Read`, `With`, `Track` and so
/// on) and converts [`Into`] a `Signal`. [`get`](Self::get) never panics: after the session is
/// disposed it returns the type's default.
///
/// ```
/// use leptos::prelude::*;
/// use leptos_speko::{Status, Voice};
///
/// fn shown(voice: Voice) -> impl Fn() -> bool {
///     move || voice.status.get() == Status::Connected
/// }
/// fn is_long(voice: Voice) -> Memo<bool> {
///     Memo::new(move |_| voice.turns.with(|turns| turns.len() > 100))
/// }
/// fn as_prop(voice: Voice) -> Signal<Status> {
///     voice.status.into()
/// }
/// ```
pub struct VoiceSignal<T: 'static> {
    core: StoredValue<Core>,
    field: &'static Field<T>,
}

impl<T: Clone + Default> VoiceSignal<T> {
    pub(super) fn new(core: StoredValue<Core>, field: &'static Field<T>) -> Self {
        Self { core, field }
    }

    /// Returns the value and tracks it in views and effects.
    pub fn get(&self) -> T {
        self.track();
        self.get_untracked()
    }

    /// Returns the value without tracking it.
    pub fn get_untracked(&self) -> T {
        match Core::out_of(self.core) {
            Some(shared) => shared.get(self.field),
            None => T::default(),
        }
    }
}

fn track(core: StoredValue<Core>, number: usize) {
    if let Some(shared) = Core::out_of(core) {
        shared.track(number);
    }
}

impl<T> Copy for VoiceSignal<T> {}

impl<T> Clone for VoiceSignal<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> fmt::Debug for VoiceSignal<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("VoiceSignal")
    }
}

/// A copy of the value at the time it was read.
#[derive(Debug)]
pub struct Snapshot<T>(T);

impl<T> Deref for Snapshot<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T> DefinedAt for VoiceSignal<T> {
    fn defined_at(&self) -> Option<&'static Location<'static>> {
        None
    }
}

impl<T> Track for VoiceSignal<T> {
    fn track(&self) {
        track(self.core, self.field.number);
    }
}

impl<T: Clone> ReadUntracked for VoiceSignal<T> {
    type Value = Snapshot<T>;

    fn try_read_untracked(&self) -> Option<Snapshot<T>> {
        let shared = Core::out_of(self.core)?;
        Some(Snapshot(shared.get(self.field)))
    }
}

impl<T: Clone + Default + Send + Sync> From<VoiceSignal<T>> for Signal<T> {
    fn from(signal: VoiceSignal<T>) -> Self {
        Signal::derive(move || signal.get())
    }
}
