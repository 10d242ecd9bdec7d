//! The signals of the handle: one generic type for all of them.

use std::fmt;
use std::ops::Deref;
use std::panic::Location;
use std::sync::{Arc, PoisonError, RwLock};

use leptos::prelude::*;
use speko_client::{
    AgentState, ConnectionState, DisconnectReason, MicState, Mode, Source, SpekoClientError,
    Status, Turn,
};

use super::state::Core;
use super::{LiveTurn, Transport};
use crate::devices::DeviceChoice;

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

/// All values in one place, with one trigger for each. Separate signals of different types would
/// each instantiate the code of the reactive system.
pub(super) struct Shared {
    values: RwLock<Values>,
    triggers: [ArcTrigger; 19],
}

#[derive(Default)]
pub(super) struct Values {
    ready: bool,
    status: Status,
    mode: Mode,
    agent_state: AgentState,
    mic: MicState,
    mic_muted: bool,
    volume: f64,
    connection: ConnectionState,
    audio_blocked: bool,
    error: Option<SpekoClientError>,
    ended: Option<DisconnectReason>,
    conversation_id: String,
    turns: Arc<Vec<LiveTurn>>,
    finals: Finals,
    input_device: DeviceChoice,
    output_device: DeviceChoice,
    attempt: u32,
    queued: u32,
    transport: Option<Transport>,
}

/// Final transcript text, for announcements to screen readers. A turn can become final in several
/// pieces, and each piece is announced once.
#[derive(Clone, Default)]
pub(crate) struct Finals {
    /// How many pieces were added.
    pub(crate) count: u32,
    /// The newest pieces, at most `KEPT`.
    pub(crate) last: Vec<(Source, String)>,
    /// The key and the whole text of the newest turn.
    turn: (u64, String),
}

impl Finals {
    /// How many pieces may be added between two reads.
    const KEPT: usize = 4;

    pub(super) fn add(&mut self, turn: Turn) {
        let (key, before) = std::mem::replace(&mut self.turn, (turn.key, turn.text.clone()));
        let more = turn.text.strip_prefix(before.as_str());
        let piece = match more.filter(|_| key == turn.key) {
            Some(more) => more.trim_start(),
            None => &turn.text,
        };
        if piece.is_empty() {
            return;
        }
        self.count = self.count.wrapping_add(1);
        if self.last.len() == Self::KEPT {
            self.last.remove(0);
        }
        self.last.push((turn.source, piece.to_owned()));
    }

    pub(super) fn clear(&mut self) {
        self.last.clear();
        self.turn = Default::default();
    }
}

pub(super) struct Field<T> {
    number: usize,
    read: fn(&Values) -> &T,
    write: fn(&mut Values) -> &mut T,
}

macro_rules! fields {
    ($($constant:ident $name:ident: $type:ty = $number:literal;)*) => {
        $(pub(super) static $constant: Field<$type> = Field {
            number: $number,
            read: |values| &values.$name,
            write: |values| &mut values.$name,
        };)*
    };
}

fields! {
    READY ready: bool = 0;
    STATUS status: Status = 1;
    MODE mode: Mode = 2;
    AGENT_STATE agent_state: AgentState = 3;
    MIC mic: MicState = 4;
    MIC_MUTED mic_muted: bool = 5;
    VOLUME volume: f64 = 6;
    CONNECTION connection: ConnectionState = 7;
    AUDIO_BLOCKED audio_blocked: bool = 8;
    ERROR error: Option<SpekoClientError> = 9;
    ENDED ended: Option<DisconnectReason> = 10;
    CONVERSATION_ID conversation_id: String = 11;
    TURNS turns: Arc<Vec<LiveTurn>> = 12;
    FINALS finals: Finals = 13;
    INPUT_DEVICE input_device: DeviceChoice = 14;
    OUTPUT_DEVICE output_device: DeviceChoice = 15;
    ATTEMPT attempt: u32 = 16;
    QUEUED queued: u32 = 17;
    TRANSPORT transport: Option<Transport> = 18;
}

impl Shared {
    pub(super) fn new(options: &super::VoiceOptions) -> Self {
        let values = Values {
            mic_muted: options.mic_muted,
            volume: options.volume,
            transport: Transport::ONLY,
            input_device: DeviceChoice::of(options.input_device.clone()),
            output_device: DeviceChoice::of(options.output_device.clone()),
            ..Values::default()
        };
        Self {
            values: RwLock::new(values),
            // `from_fn` compiles to a loop; an array's `default()` is unrolled.
            triggers: std::array::from_fn(|_| ArcTrigger::new()),
        }
    }

    fn track(&self, number: usize) {
        if let Some(trigger) = self.triggers.get(number) {
            trigger.track();
        }
    }

    pub(super) fn get<T: Clone>(&self, field: &Field<T>) -> T {
        let values = self.values.read().unwrap_or_else(PoisonError::into_inner);
        (field.read)(&values).clone()
    }

    /// Sets a value and notifies its subscribers only if it changed.
    pub(super) fn put<T: PartialEq>(&self, field: &Field<T>, value: T) {
        let old = self.update(field, |old| {
            (*old != value).then(|| std::mem::replace(old, value))
        });
        if old.is_some() {
            self.notify(field.number);
        }
    }

    pub(super) fn edit<T>(&self, field: &Field<T>, edit: impl FnOnce(&mut T)) {
        self.update(field, edit);
        self.notify(field.number);
    }

    fn update<T, R>(&self, field: &Field<T>, update: impl FnOnce(&mut T) -> R) -> R {
        let mut values = self.values.write().unwrap_or_else(PoisonError::into_inner);
        update((field.write)(&mut values))
    }

    fn notify(&self, number: usize) {
        if let Some(trigger) = self.triggers.get(number) {
            trigger.notify();
        }
    }
}
