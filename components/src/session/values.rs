//! The values of a session's signals.

use std::sync::{Arc, PoisonError, RwLock};

use leptos::prelude::*;
use speko_client::{
    AgentState, ConnectionState, DisconnectReason, MicState, Mode, Source, SpekoClientError, Status,
};

use super::{DeviceChoice, LiveTurn, Transport, VoiceOptions};

/// All values in one place, with one trigger for each. Separate signals of different types would
/// each instantiate the code of the reactive system.
pub(super) struct Shared {
    values: RwLock<Values>,
    triggers: [ArcTrigger; 20],
}

#[derive(Default)]
pub(super) struct Values {
    ready: bool,
    status: Status,
    mode: Mode,
    agent_state: AgentState,
    mic: MicState,
    mic_muted: bool,
    mic_prompt: bool,
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
}

impl Finals {
    /// How many pieces may be added between two reads.
    const KEPT: usize = 4;

    pub(super) fn add(&mut self, source: Source, text: String) {
        self.count = self.count.wrapping_add(1);
        if self.last.len() == Self::KEPT {
            self.last.remove(0);
        }
        self.last.push((source, text));
    }

    pub(super) fn clear(&mut self) {
        self.last.clear();
    }
}

pub(super) struct Field<T> {
    pub(super) number: usize,
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
    MIC_PROMPT mic_prompt: bool = 19;
}

impl Shared {
    pub(super) fn new(options: &VoiceOptions) -> Self {
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

    pub(super) fn track(&self, number: usize) {
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
