//! The life cycle of a session, from start to end, and its events.

use std::rc::Rc;
use std::sync::Arc;

use leptos::prelude::*;
use speko_client::{
    AgentState, Change, ConnectionState, Credentials, DeviceChange, DeviceReason, DisconnectReason,
    ErrorCode, ErrorReason, Event, Message, MicState, Mode, SpekoClientError, Status,
};

use super::any_conversation::AnyConversation;
use super::signal::Shared;
use super::state::Core;
use super::{LiveTurn, Voice, signal};
use crate::devices::DeviceChoice;

impl Voice {
    pub(super) fn out(&self) -> Option<Arc<Shared>> {
        Core::out_of(self.core)
    }

    pub(super) fn set_ready(&self) {
        if let Some(out) = self.out() {
            out.put(&signal::READY, true);
        }
    }

    fn is_current(&self, generation: u32) -> bool {
        self.core.try_with_value(|core| core.generation) == Some(generation)
    }

    /// Runs one start until the conversation is open or has failed. If a newer start supersedes it,
    /// everything that it holds is released.
    pub(super) async fn run(self, generation: u32, credentials: crate::CredentialsSource) {
        let credentials = credentials.ask().await;
        if !self.is_current(generation) {
            return;
        }
        #[cfg(feature = "realtime")]
        if let Ok(credentials) = &credentials
            && self.keep_for_the_click(credentials)
        {
            return;
        }
        let begun = credentials.and_then(|credentials| self.begin(generation, credentials));
        let conversation = match begun {
            Ok(conversation) => conversation,
            Err(error) => return self.fail(generation, error),
        };
        if !self.keep(generation, &conversation) {
            return;
        }
        match conversation.ready().await {
            Ok(()) => {}
            Err(error) => self.fail(generation, error),
        }
    }

    /// Keeps the credentials of a prewarm for the click, if they are for a realtime conversation:
    /// it connects only after the click.
    #[cfg(feature = "realtime")]
    fn keep_for_the_click(&self, credentials: &Credentials) -> bool {
        let kept = self.core.try_update_value(|core| {
            let prefetched = !core.active && credentials.is_realtime();
            if prefetched {
                core.fetched = Some((credentials.clone(), speko_client::now()));
            }
            prefetched
        });
        kept == Some(true)
    }

    fn begin(
        &self,
        generation: u32,
        credentials: Credentials,
    ) -> Result<Rc<AnyConversation>, SpekoClientError> {
        let wanted = self.core.try_with_value(|core| {
            let options = core.options.conversation(credentials);
            #[cfg(feature = "webrtc")]
            let options = match &core.methods {
                Some(methods) => methods.add_to(options),
                None => options,
            };
            #[cfg(feature = "realtime")]
            let options = core.tools.add_to(options);
            (options, core.active, core.clicked_at)
        });
        let Some((mut options, active, clicked_at)) = wanted else {
            return Err(cancelled());
        };
        let voice = *self;
        if active {
            options = options.clicked_at(clicked_at);
        }
        // The transcript is recorded in `hear`, not by the conversation.
        let options = options.on_event(move |event| {
            if voice.is_current(generation) {
                voice.take_in(event);
            }
        });
        AnyConversation::start(options, !active).map(Rc::new)
    }

    /// Stores the conversation, unless a newer start or an end superseded it while it was created.
    fn keep(&self, generation: u32, conversation: &Rc<AnyConversation>) -> bool {
        let settings = self.core.try_update_value(|core| {
            if core.generation != generation {
                return None;
            }
            let conversation = conversation.clone();
            core.conversation.update(|kept| *kept = Some(conversation));
            Some((core.options.mic_muted, core.options.volume))
        });
        let Some(Some((muted, volume))) = settings else {
            return false;
        };
        #[cfg(all(feature = "webrtc", feature = "realtime"))]
        if let Some(out) = self.out() {
            out.put(&signal::TRANSPORT, Some(conversation.transport()));
        }
        // Handlers of its first events may have changed these before the conversation was stored.
        conversation.set_mic_muted(muted);
        conversation.set_volume(volume);
        true
    }

    fn fail(&self, generation: u32, error: SpekoClientError) {
        if !self.is_current(generation) {
            return;
        }
        // Prewarm failures are not reported: the click starts a new conversation. The conversation
        // may already have emitted its last status, so `active` does not say whether the user
        // wanted it.
        let wanted = self.core.try_update_value(|core| {
            core.active = false;
            !core.prewarm
        });
        if wanted == Some(true) && error.reason() != ErrorReason::Cancelled {
            self.apply_event(Event::Error(error));
        }
        self.close(generation);
    }

    /// Ends this generation if it is still the newest. Returns whether its end had not been
    /// reported yet.
    pub(super) fn close(&self, generation: u32) -> bool {
        let taken = self.core.try_update_value(|core| {
            if core.generation != generation {
                return None;
            }
            core.generation = generation.wrapping_add(1);
            core.prewarm = false;
            #[cfg(feature = "realtime")]
            {
                core.fetched = None;
            }
            let untold = std::mem::take(&mut core.active);
            Some((untold, core.take_conversation()))
        });
        let Some(Some((untold, conversation))) = taken else {
            return false;
        };
        drop(conversation);
        // A start that failed or was cancelled early has not used the prewarmed peer connection.
        #[cfg(all(feature = "webrtc", target_arch = "wasm32"))]
        speko_client::discard_prewarmed();
        self.apply_event(Event::Status(Status::Disconnected));
        untold
    }

    /// Applies an event as if the conversation had emitted it, for tests and demos.
    #[doc(hidden)]
    pub fn emit(&self, event: Event) {
        self.apply_event(event);
    }

    pub(super) fn apply_event(&self, event: Event) {
        self.take_in(&event);
    }

    fn take_in(&self, event: &Event) {
        let Some(out) = self.out() else { return };
        match event {
            Event::Connected { conversation_id } => {
                out.put(&signal::CONVERSATION_ID, conversation_id.clone());
            }
            Event::Disconnected(details) => {
                self.core.try_update_value(|core| core.active = false);
                out.put(&signal::ENDED, Some(details.reason));
                let lost = out.get(&signal::CONNECTION) == ConnectionState::Lost;
                let failed = lost || details.reason == DisconnectReason::Error;
                if failed && out.get(&signal::ERROR).is_none() {
                    out.put(&signal::ERROR, Some(broken(details.message.clone())));
                }
            }
            Event::Message(message) => self.hear(&out, message),
            Event::Status(status) => {
                if out.get(&signal::STATUS) == *status {
                    return;
                }
                out.put(&signal::STATUS, *status);
                if *status == Status::Disconnected {
                    // A handler of this event may start the next conversation at once.
                    self.core.try_update_value(|core| core.active = false);
                    settle(&out);
                }
            }
            Event::Mode(mode) => out.put(&signal::MODE, *mode),
            Event::AgentState(state) => out.put(&signal::AGENT_STATE, *state),
            Event::Mic(state) => out.put(&signal::MIC, *state),
            Event::InputDevice(change) => {
                let refused = change.reason == DeviceReason::Refused;
                use_device(&out, &signal::INPUT_DEVICE, change, refused);
                if refused {
                    // The previous device is selected again, also for the next conversation.
                    let device = change.device.clone();
                    self.core
                        .try_update_value(|core| core.options.input_device = device);
                }
            }
            Event::OutputDevice(change) => use_device(&out, &signal::OUTPUT_DEVICE, change, false),
            Event::Connection(state) => {
                out.put(&signal::CONNECTION, *state);
                if *state != ConnectionState::Reconnecting {
                    out.put(&signal::ATTEMPT, 0);
                }
            }
            Event::Reconnecting { attempt } => out.put(&signal::ATTEMPT, *attempt),
            Event::Queued(texts) => out.put(&signal::QUEUED, *texts),
            Event::AudioBlocked(blocked) => out.put(&signal::AUDIO_BLOCKED, *blocked),
            Event::Error(error) => out.put(&signal::ERROR, Some(error.clone())),
            _ => {}
        }
        self.tell_listeners(event);
    }

    fn hear(&self, out: &Shared, message: &Message) {
        let heard = self.core.try_update_value(|core| {
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
        let Some(Some((row, added, gone, turn, generation))) = heard else {
            return;
        };
        if added || gone > 0 {
            out.edit(&signal::TURNS, |rows| {
                let rows = Arc::make_mut(rows);
                rows.drain(..gone.min(rows.len()));
                if added {
                    rows.insert(row.min(rows.len()), LiveTurn::new(&turn, generation));
                }
            });
        }
        if !added && let Some(live) = out.get(&signal::TURNS).get(row) {
            live.update(&turn);
        }
        if turn.is_final {
            out.edit(&signal::FINALS, |finals| finals.add(turn));
        }
    }
}

fn use_device(
    out: &Shared,
    field: &'static signal::Field<DeviceChoice>,
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
fn settle(out: &Shared) {
    out.put(&signal::MODE, Mode::Listening);
    out.put(&signal::AGENT_STATE, AgentState::Unknown);
    out.put(&signal::MIC, MicState::Unavailable);
    out.put(&signal::AUDIO_BLOCKED, false);
    out.put(&signal::ATTEMPT, 0);
    out.put(&signal::QUEUED, 0);
    if out.get(&signal::CONNECTION) != ConnectionState::Lost {
        out.put(&signal::CONNECTION, ConnectionState::New);
    }
}

fn broken(cause: Option<String>) -> SpekoClientError {
    SpekoClientError::new(ErrorCode::ConnectionFailed, ErrorReason::Network)
        .with_cause(cause.unwrap_or_default())
}

fn cancelled() -> SpekoClientError {
    SpekoClientError::new(ErrorCode::ConnectionFailed, ErrorReason::Cancelled)
}
