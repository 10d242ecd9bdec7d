//! How events change the signals.

use std::sync::Arc;

use leptos::prelude::*;
use speko_client::{
    AgentPresence, AgentState, Change, ConnectionState, DeviceChange, DeviceReason,
    DisconnectReason, ErrorCode, ErrorReason, Event, Message, MicState, Mode, SpekoClientError,
    Status,
};

use super::values::{self, Field, Shared};
use super::{DeviceChoice, LiveTurn, Voice};

impl Voice {
    /// Applies an event as if the conversation had emitted it, for tests and demos.
    #[doc(hidden)]
    pub fn emit(&self, event: Event) {
        self.apply(&event);
    }

    /// Updates the signals and then calls the listeners. Every event takes this path, whether the
    /// conversation, the session or a script emits it.
    pub(super) fn apply(&self, event: &Event) {
        let Some(out) = self.out() else { return };
        match event {
            Event::Connected { conversation_id } => {
                out.put(&values::CONVERSATION_ID, conversation_id.clone());
            }
            Event::Disconnected(details) => {
                self.core.try_update_value(|core| core.active = false);
                out.put(&values::ENDED, Some(details.reason));
                let lost = out.get(&values::CONNECTION) == ConnectionState::Lost;
                let failed = lost || details.reason == DisconnectReason::Error;
                if failed && out.get(&values::ERROR).is_none() {
                    out.put(
                        &values::ERROR,
                        Some(connection_failed(details.message.clone())),
                    );
                }
            }
            Event::Message(message) => self.record(&out, message),
            Event::Status(status) => {
                if out.get(&values::STATUS) == *status {
                    return;
                }
                out.put(&values::STATUS, *status);
                if *status == Status::Disconnected {
                    // A handler of this event may start the next conversation at once.
                    self.core.try_update_value(|core| core.active = false);
                    reset(&out);
                }
            }
            Event::Mode(mode) => out.put(&values::MODE, *mode),
            Event::AgentState(state) => out.put(&values::AGENT_STATE, *state),
            Event::AgentPresence(presence) => out.put(&values::AGENT_PRESENCE, *presence),
            Event::Mic(state) => out.put(&values::MIC, *state),
            Event::InputDevice(change) => {
                let refused = change.reason == DeviceReason::Refused;
                use_device(&out, &values::INPUT_DEVICE, change, refused);
                if refused {
                    // The previous device is selected again, also for the next conversation.
                    let device = change.device.clone();
                    self.core
                        .try_update_value(|core| core.options.input_device = device);
                }
            }
            Event::OutputDevice(change) => use_device(&out, &values::OUTPUT_DEVICE, change, false),
            Event::Connection(state) => {
                out.put(&values::CONNECTION, *state);
                if *state != ConnectionState::Reconnecting {
                    out.put(&values::ATTEMPT, 0);
                }
            }
            Event::Reconnecting { attempt } => out.put(&values::ATTEMPT, *attempt),
            Event::Queued(texts) => out.put(&values::QUEUED, *texts),
            Event::AudioBlocked(blocked) => out.put(&values::AUDIO_BLOCKED, *blocked),
            Event::Error(error) => out.put(&values::ERROR, Some(error.clone())),
            _ => {}
        }
        self.notify_listeners(event);
    }

    /// Adds a message to the transcript and to the signals of its row.
    fn record(&self, out: &Shared, message: &Message) {
        let recorded = self.core.try_update_value(|core| {
            let before = core.transcript.turns().len();
            let change = core.transcript.apply_at(message, speko_client::now());
            let (row, added) = match change {
                Change::Added(row) => (row, true),
                Change::Updated(row) => (row, false),
                Change::None => return None,
            };
            let turns = core.transcript.turns();
            let gone = before + usize::from(added) - turns.len();
            let turn = turns.get(row)?.clone();
            Some((row, added, gone, turn, core.generation))
        });
        let Some(Some((row, added, gone, turn, generation))) = recorded else {
            return;
        };
        if added || gone > 0 {
            out.edit(&values::TURNS, |rows| {
                let rows = Arc::make_mut(rows);
                rows.drain(..gone.min(rows.len()));
                if added {
                    rows.insert(row.min(rows.len()), LiveTurn::new(&turn, generation));
                }
            });
        }
        if !added && let Some(live) = out.get(&values::TURNS).get(row) {
            live.update(&turn);
        }
        if turn.is_final {
            out.edit(&values::FINALS, |finals| finals.add(turn));
        }
    }
}

fn use_device(
    out: &Shared,
    field: &'static Field<DeviceChoice>,
    change: &DeviceChange,
    wanted: bool,
) {
    let mut choice = out.get(field).used(change);
    if wanted {
        choice.wanted.clone_from(&choice.used);
    }
    out.put(field, choice);
}

/// Resets the signals that describe an open session.
fn reset(out: &Shared) {
    out.put(&values::MODE, Mode::Listening);
    out.put(&values::AGENT_STATE, AgentState::Unknown);
    out.put(&values::AGENT_PRESENCE, AgentPresence::Present);
    out.put(&values::MIC, MicState::Unavailable);
    out.put(&values::AUDIO_BLOCKED, false);
    out.put(&values::ATTEMPT, 0);
    out.put(&values::QUEUED, 0);
    if out.get(&values::CONNECTION) != ConnectionState::Lost {
        out.put(&values::CONNECTION, ConnectionState::New);
    }
}

fn connection_failed(cause: Option<String>) -> SpekoClientError {
    SpekoClientError::new(ErrorCode::ConnectionFailed, ErrorReason::Network)
        .with_cause(cause.unwrap_or_default())
}
