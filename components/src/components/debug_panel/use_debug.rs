//! Diagnostics of a session: event log, states, connection statistics and a report. Code that is
//! compiled in only if a component uses it.

use std::fmt;
use std::time::Duration;

use leptos::leptos_dom::helpers::set_interval_with_handle;
use leptos::prelude::*;
use leptos::task::spawn_local;
use speko_client::{CallStats, DisconnectReason, Status};

use super::log::{DebugEntry, DebugKind, Log, wrong};
use super::{redact, report};
use crate::devices::{Devices, use_devices_of};
use crate::session::find_voice;
use crate::{DeviceChoice, Voice};

/// How often the connection statistics are read.
const PERIOD: Duration = Duration::from_secs(1);

/// The state behind [`DebugPanel`](crate::DebugPanel), from [`use_debug`]. `Copy`, so that closures
/// can capture it. Its getters are reactive.
#[derive(Clone, Copy)]
pub struct UseDebug {
    pub(crate) voice: Voice,
    log: RwSignal<Log>,
    filter: RwSignal<Option<DebugKind>>,
    open: RwSignal<bool>,
    stats: RwSignal<Option<CallStats>>,
    ignored: RwSignal<u64>,
    transcript: RwSignal<bool>,
    devices: RwSignal<Option<Devices>>,
    copied: RwSignal<Option<bool>>,
}

/// Collects diagnostics of a session from now on: events, states, connection statistics, and a
/// report of all of them. `voice` selects a session other than the one in context.
///
/// ```
/// use leptos::prelude::*;
/// use leptos_speko::use_debug;
///
/// #[component]
/// fn Help() -> impl IntoView {
///     let debug = use_debug(None);
///     view! {
///         <p>{move || debug.entries().last().map(|entry| entry.text.clone())}</p>
///         <button on:click=move |_| debug.copy()>"Copy a report"</button>
///     }
/// }
/// ```
pub fn use_debug(voice: Option<Voice>) -> UseDebug {
    let voice = find_voice(voice);
    let debug = UseDebug {
        voice,
        log: RwSignal::new(Log::new(speko_client::now())),
        filter: RwSignal::new(None),
        open: RwSignal::new(false),
        stats: RwSignal::new(None),
        ignored: RwSignal::new(0),
        transcript: RwSignal::new(false),
        devices: RwSignal::new(None),
        copied: RwSignal::new(None),
    };
    voice.watch(move |event| {
        debug
            .log
            .try_update(|log| log.add(&event, speko_client::now()));
    });
    Effect::new(move |_| debug.measure());
    debug
}

impl UseDebug {
    /// Reads the statistics once a second while the panel is open and the session is connected.
    fn measure(&self) {
        let debug = *self;
        if !self.is_open() {
            return;
        }
        debug.devices.set(Some(use_devices_of(debug.voice)));
        on_cleanup(move || {
            let _ = debug.devices.try_set(None);
        });
        if debug.voice.status.get() != Status::Connected {
            let _ = debug.stats.try_set(None);
            return;
        }
        let ask = move || {
            if document().hidden() {
                return;
            }
            let _ = debug.ignored.try_set(debug.voice.ignored_packets());
            let asked = debug.voice.stats();
            spawn_local(async move {
                let stats = asked.await;
                let _ = debug.stats.try_set(stats);
            });
        };
        ask();
        if let Ok(timer) = set_interval_with_handle(ask, PERIOD) {
            on_cleanup(move || timer.clear());
        }
    }

    /// Returns whether the panel is open. Statistics are read and devices are watched only while it
    /// is.
    pub fn is_open(&self) -> bool {
        self.open.try_get().unwrap_or_default()
    }

    /// Opens or closes the panel.
    pub fn set_open(&self, open: bool) {
        let _ = self.open.try_set(open);
    }

    /// Returns the last 300 events, newest last.
    pub fn entries(&self) -> Vec<DebugEntry> {
        let entries = self.log.try_with(|log| log.entries.clone());
        entries.unwrap_or_default()
    }

    /// Returns the entries that pass the filter.
    pub fn shown(&self) -> Vec<DebugEntry> {
        let (filter, mut entries) = (self.filter(), self.entries());
        entries.retain(|entry| filter.is_none_or(|kind| entry.kind == kind));
        entries
    }

    /// Returns the kind that is shown. `None` shows all.
    pub fn filter(&self) -> Option<DebugKind> {
        self.filter.try_get().flatten()
    }

    /// Sets the kind that is shown. `None` shows all.
    pub fn set_filter(&self, kind: Option<DebugKind>) {
        let _ = self.filter.try_set(kind);
    }

    /// Returns the session's states, named after [`Voice`]'s fields.
    pub fn states(&self) -> [(&'static str, String); STATES] {
        NAMES.map(|name| (name, self.state(name)))
    }

    /// Returns one of the [`states`](Self::states).
    pub(crate) fn state(&self, name: &str) -> String {
        let voice = &self.voice;
        match name {
            "status" => voice.status.get().as_str().to_owned(),
            "conversation_id" => redact::redact(&voice.conversation_id.get()),
            "connection" => voice.connection.get().as_str().to_owned(),
            "mode" => voice.mode.get().as_str().to_owned(),
            "agent_state" => voice.agent_state.get().as_str().to_owned(),
            "mic" => voice.mic.get().as_str().to_owned(),
            "mic_muted" => voice.mic_muted.get().to_string(),
            "volume" => ((voice.volume.get() * 100.0 + 0.5) as u32).to_string() + " %",
            "audio_blocked" => voice.audio_blocked.get().to_string(),
            "input_device" => device(&voice.input_device.get()).to_owned(),
            "output_device" => device(&voice.output_device.get()).to_owned(),
            "turns" => voice.turns.get().len().to_string(),
            "ended" => {
                let ended = voice.ended.get();
                ended.map_or("", DisconnectReason::as_str).to_owned()
            }
            _ => voice.error.get().as_ref().map(wrong).unwrap_or_default(),
        }
    }

    /// Returns the browser's statistics of the connection. `None` while the panel is closed or the
    /// session is not connected.
    pub fn stats(&self) -> Option<CallStats> {
        self.stats.try_get().flatten()
    }

    /// Returns how many packets and messages were not understood, as of the last measurement.
    pub fn ignored(&self) -> u64 {
        self.ignored.try_get().unwrap_or_default()
    }

    /// Returns the microphones and loudspeakers. `None` while the panel is closed.
    pub fn devices(&self) -> Option<Devices> {
        self.devices.try_get().flatten()
    }

    /// Returns whether the report contains the transcript.
    pub fn with_transcript(&self) -> bool {
        self.transcript.try_get().unwrap_or_default()
    }

    /// Sets whether the report contains the transcript.
    pub fn set_with_transcript(&self, with: bool) {
        let _ = self.transcript.try_set(with);
    }

    /// Returns versions, browser, states, connection statistics and events as JSON. The report
    /// contains no token, no URL query, no device name and no device id. It contains the transcript
    /// only if [`set_with_transcript`](Self::set_with_transcript) enabled it. Empty outside a
    /// browser.
    pub fn report(&self) -> String {
        if cfg!(target_arch = "wasm32") {
            untrack(|| report::write(self))
        } else {
            String::new()
        }
    }

    /// Copies the report to the clipboard. Call it inside a click or key handler.
    pub fn copy(&self) {
        let debug = *self;
        let _ = debug.copied.try_set(None);
        let copied = crate::dom::copy(&debug.report());
        spawn_local(async move {
            let done = copied.await;
            let _ = debug.copied.try_set(Some(done));
        });
    }

    /// Returns whether the last copy succeeded. `None` before the first one.
    pub fn copied(&self) -> Option<bool> {
        self.copied.try_get().flatten()
    }
}

impl fmt::Debug for UseDebug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("UseDebug")
    }
}

const STATES: usize = 14;

pub(crate) const NAMES: [&str; STATES] = [
    "status",
    "conversation_id",
    "connection",
    "mode",
    "agent_state",
    "mic",
    "mic_muted",
    "volume",
    "audio_blocked",
    "input_device",
    "output_device",
    "turns",
    "ended",
    "error",
];

fn device(choice: &DeviceChoice) -> &'static str {
    match (&choice.used, choice.is_fallback()) {
        (_, true) => "fallback",
        (None, _) => "default",
        (Some(_), _) => "chosen",
    }
}
