//! How events change the signals.

use std::sync::Arc;

use leptos::prelude::*;
use speko_client::{
    AgentPresence, AgentState, ConnectionState, DeviceChange, DeviceReason, DisconnectReason,
    Disconnection, ErrorCode, ErrorReason, Event, Message, MicState, Mode, Source,
    SpekoClientError, Status,
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
                if let Some(error) = ended(details, lost)
                    && out.get(&values::ERROR).is_none()
                {
                    out.put(&values::ERROR, Some(error));
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
            Event::AgentState(state) => {
                // Until an agent is present again, these say less than what is known.
                let keeps = match out.get(&values::AGENT_STATE) {
                    AgentState::Waiting => *state != AgentState::Absent,
                    AgentState::Left => true,
                    _ => false,
                };
                if !keeps {
                    out.put(&values::AGENT_STATE, *state);
                }
            }
            Event::AgentPresence(presence) => {
                let state = match presence {
                    AgentPresence::Waiting => AgentState::Waiting,
                    AgentPresence::Left => AgentState::Left,
                    // Its own state follows, if it publishes one.
                    _ => AgentState::Unknown,
                };
                out.put(&values::AGENT_STATE, state);
            }
            Event::Mic(state) => {
                out.put(&values::MIC, *state);
                // After a refusal, the previous microphone works, not the selected one.
                let refused = out.get(&values::INPUT_DEVICE).reason == Some(DeviceReason::Refused);
                if matches!(state, MicState::Live | MicState::Muted) && !refused {
                    solved(&out, ErrorCode::MicrophoneFailed);
                }
            }
            Event::MicPrompt(open) => out.put(&values::MIC_PROMPT, *open),
            Event::InputDevice(change) => {
                if change.reason == DeviceReason::Chosen {
                    solved(&out, ErrorCode::MicrophoneFailed);
                }
                let refused = change.reason == DeviceReason::Refused;
                use_device(&out, &values::INPUT_DEVICE, change, refused);
                if refused {
                    // The previous device is selected again, also for the next conversation.
                    let device = change.device.clone();
                    self.core
                        .try_update_value(|core| core.options.input_device = device);
                }
            }
            Event::OutputDevice(change) => {
                if change.reason != DeviceReason::Refused {
                    solved(&out, ErrorCode::OutputFailed);
                }
                use_device(&out, &values::OUTPUT_DEVICE, change, false);
            }
            Event::Connection(state) => {
                out.put(&values::CONNECTION, *state);
                if *state != ConnectionState::Reconnecting {
                    out.put(&values::ATTEMPT, 0);
                }
            }
            Event::Reconnecting { attempt } => out.put(&values::ATTEMPT, *attempt),
            Event::Queued(texts) => out.put(&values::QUEUED, *texts),
            Event::AudioBlocked(blocked) => out.put(&values::AUDIO_BLOCKED, *blocked),
            // A complaint of the server that ends nothing is no concern of the user.
            Event::Error(error) if error.reason() == ErrorReason::Reported => {}
            Event::Error(error) => out.put(&values::ERROR, Some(error.clone())),
            _ => {}
        }
        self.notify_listeners(event);
    }

    /// Adds a message to the transcript and to the signals of its rows.
    fn record(&self, out: &Shared, message: &Message) {
        let recorded = self.core.try_update_value(|core| {
            core.transcript.apply_at(message, speko_client::now());
            core.transcript.removed()
        });
        let mut gone = recorded.unwrap_or_default();
        let mut newest = None;
        for number in 0.. {
            let next = self.core.try_update_value(|core| {
                let (row, added, turn) = core.transcript.changed_row(number)?;
                Some((row, added, turn.clone(), core.generation))
            });
            let Some(Some((row, added, turn, generation))) = next else {
                break;
            };
            if added || gone > 0 {
                out.edit(&values::TURNS, |rows| {
                    let rows = Arc::make_mut(rows);
                    rows.drain(..gone.min(rows.len()));
                    if added {
                        rows.insert(row.min(rows.len()), LiveTurn::new(&turn, generation));
                    }
                });
                gone = 0;
            }
            let ended = if !added {
                let rows = out.get(&values::TURNS);
                let live = rows.get(row);
                live.map(|live| live.update(&turn)).unwrap_or_default()
            } else if turn.is_final && number == 0 {
                turn.text
            } else {
                // Not final, or part of a divided row, whose words are known.
                String::new()
            };
            if number == 0 {
                newest = Some((turn.source, ended));
            } else {
                announce(out, turn.source, ended);
            }
        }
        // It follows the words that it has ended.
        if let Some((source, ended)) = newest {
            announce(out, source, ended);
        }
    }
}

/// Announces words to screen readers.
fn announce(out: &Shared, source: Source, words: String) {
    if !words.is_empty() {
        out.edit(&values::FINALS, |finals| finals.add(source, words));
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
    out.put(&values::MIC, MicState::Unavailable);
    out.put(&values::MIC_PROMPT, false);
    out.put(&values::AUDIO_BLOCKED, false);
    out.put(&values::ATTEMPT, 0);
    out.put(&values::QUEUED, 0);
    if out.get(&values::CONNECTION) != ConnectionState::Lost {
        out.put(&values::CONNECTION, ConnectionState::New);
    }
}

/// Clears the error, if it is of this kind, because its cause is gone.
fn solved(out: &Shared, code: ErrorCode) {
    if out
        .get(&values::ERROR)
        .is_some_and(|error| error.code() == code)
    {
        out.put(&values::ERROR, None);
    }
}

/// Returns the error that explains an end. `None` if the user or the agent hung up, or if there is
/// nothing to explain. `lost` is whether the connection was lost.
fn ended(details: &Disconnection, lost: bool) -> Option<SpekoClientError> {
    let name = details.message.as_deref();
    let named = name.map(ErrorReason::of_leave);
    let reason = match (details.reason, named) {
        (DisconnectReason::Agent, Some(ErrorReason::Removed)) => ErrorReason::Removed,
        (DisconnectReason::User | DisconnectReason::Agent, _) => return None,
        // LiveKit's own name.
        (DisconnectReason::Error, _) if name == Some("JOIN_FAILURE") => ErrorReason::Refused,
        // The words of a realtime server.
        (DisconnectReason::Error, Some(_)) => ErrorReason::Reported,
        (_, Some(ErrorReason::Refused)) if !lost => ErrorReason::ServerEnded,
        (_, Some(named)) if !lost => named,
        (DisconnectReason::Error, None) => ErrorReason::LineLost,
        _ if lost => ErrorReason::LineLost,
        _ => return None,
    };
    let error = SpekoClientError::new(ErrorCode::ConnectionFailed, reason);
    Some(error.with_cause(name.unwrap_or_default()))
}
