//! Routes each input to the part that handles it, and runs what follows every input.

use super::{Machine, Phase};
use crate::engine::outbox::Effects;
use crate::error::ErrorReason;
use crate::livekit::io::{
    Input, LiveKitInput, LiveKitOutput, MediaInput, MediaOutput, MicInput, Output, SocketInput,
    StateMachine,
};
use crate::livekit::recovery::{Failure, Step};
use crate::livekit::signal::failed;
use crate::livekit::wire::SignalTarget as Role;
use crate::media;
use crate::time::{Millis, earliest};

impl StateMachine for Machine {
    type Input = LiveKitInput;
    type Output = LiveKitOutput;

    fn handle(&mut self, now: Millis, input: Input) {
        self.data.now = now;
        // After the end only a late microphone matters: it has to be released.
        if self.phase == Phase::Closed
            && !matches!(input, Input::Command(_) | Input::Media(MediaInput::Mic(..)))
        {
            return;
        }
        match input {
            Input::Command(command) => self.command(now, command),
            Input::Media(input) => self.media(now, input),
            Input::Transport(input) => self.transport(now, input),
            Input::Tick => self.tick(now),
        }
        let outcome = self.mic.settle(now, &mut self.out);
        self.microphone(outcome);
        self.join_if_ready(now);
        self.schedule_ice_restart(now);
        self.signal.keep_alive(now, &mut self.out);
        self.settle();
    }

    fn poll(&mut self) -> Option<Output> {
        self.out.pop()
    }

    fn deadline(&self) -> Option<Millis> {
        earliest(&[
            self.media_by,
            self.signal.deadline(),
            self.negotiator.deadline(),
            self.recovery.deadline(),
            self.peer_connections.deadline(),
            self.inbound_poll.deadline(),
            self.absence_timer
                .deadline()
                .filter(|_| self.recovery.is_healthy()),
            self.hotplug.deadline(),
            self.mic.deadline(),
        ])
        .filter(|_| !matches!(self.phase, Phase::Idle | Phase::Closed))
    }
}

impl Machine {
    fn media(&mut self, now: Millis, input: MediaInput) {
        match input {
            MediaInput::Mic(_, MicInput::Opened) => self.retry_blocked_audio(),
            MediaInput::Mic(_, MicInput::Attached) => {
                self.marks.microphone.get_or_insert(now.0);
            }
            _ => {}
        }
        let (mic, hotplug) = (&mut self.mic, &mut self.hotplug);
        let outcome = media::handle(now, input, mic, hotplug, &mut self.reported, &mut self.out);
        self.microphone(outcome);
    }

    fn transport(&mut self, now: Millis, input: LiveKitInput) {
        match input {
            LiveKitInput::Prepare
            | LiveKitInput::Send(_)
            | LiveKitInput::Chat(_)
            | LiveKitInput::SendFields(..)
            | LiveKitInput::Reconnect => self.livekit_command(now, input),
            LiveKitInput::Socket(id, input) => {
                if matches!(input, SocketInput::Opened) {
                    self.marks.socket.get_or_insert(now.0);
                }
                let event = self.signal.handle(now, id, input, &mut self.out);
                self.signal_event(now, event);
            }
            LiveKitInput::Probed(id, probe) => {
                if !self.probe_answered(now, id, &probe) {
                    let event = self.signal.diagnose_close(id, probe);
                    self.signal_event(now, event);
                }
            }
            LiveKitInput::ProbesBlocked => {
                // Only a socket shows whether the server is reachable.
                self.recovery.probes_blocked = true;
                if matches!(self.recovery.step, Step::Probing(_)) {
                    self.reconnect(now);
                }
            }
            LiveKitInput::Renewed(id, credentials) => self.renewed(now, id, credentials),
            LiveKitInput::Ignored => self.ignore(),
            LiveKitInput::NetworkChanged => self.network_changed(now),
            LiveKitInput::Publisher(input) => self.peer(now, Role::Publisher, input),
            LiveKitInput::Subscriber(input) => self.peer(now, Role::Subscriber, input),
        }
    }

    /// Retries blocked playback: most browsers allow it on a page that captures audio.
    fn retry_blocked_audio(&mut self) {
        if self.reported.audio_blocked() {
            self.out.media(MediaOutput::ResumeAudio);
        }
    }

    fn tick(&mut self, now: Millis) {
        self.hotplug.tick(now);
        let event = self.signal.tick(now);
        self.signal_event(now, event);
        self.recover_on_tick(now);
        if self.phase == Phase::Closed {
            return;
        }
        self.poll_on_tick(now);
        self.media_path_on_tick(now);
        if self.negotiator.is_overdue(now) {
            let error = failed(ErrorReason::Timeout);
            self.connection_lost(now, Failure::Session, error, "STATE_MISMATCH");
        } else if self.media_by.is_some_and(|by| by <= now) {
            let reason = if self.peer_connections.are_connected() {
                ErrorReason::Timeout
            } else {
                ErrorReason::Media
            };
            self.fail(failed(reason));
        }
    }
}
