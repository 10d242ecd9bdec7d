//! Handles the app's commands, according to the phase of the session.

use super::{Machine, Phase};
use crate::engine::outbox::Effects;
use crate::livekit::io::{Command, LiveKitInput, MediaOutput};
use crate::packet::Outbound;
use crate::time::Millis;

impl Machine {
    pub(super) fn command(&mut self, now: Millis, command: Command) {
        let phase = self.phase;
        let live = matches!(phase, Phase::Connecting | Phase::Open);
        // Each command checks the phase itself and is dropped if it comes too early or too late.
        match command {
            Command::Start => match phase {
                Phase::Idle => self.start(now),
                Phase::Prepared => self.start_prepared(now),
                _ => {}
            },
            Command::End => match phase {
                Phase::Idle => self.phase = Phase::Closed,
                Phase::Prepared => self.discard_prepared(),
                Phase::Connecting | Phase::Open => self.end(),
                Phase::Closed => {}
            },
            Command::SetVolume(volume) => {
                if live || phase == Phase::Prepared {
                    self.out.media(MediaOutput::SetVolume(volume));
                }
            }
            Command::SetOutputDevice(device) => {
                if live || phase == Phase::Prepared {
                    self.hotplug.select_output(device, &mut self.out);
                }
            }
            Command::SetInputDevice(device) => {
                if live {
                    self.mic.select_device(device, &mut self.out);
                } else if phase == Phase::Prepared {
                    self.mic.device = device;
                }
            }
            Command::SetMicMuted(muted) => {
                if live {
                    if self.recovery.is_healthy() {
                        // From now on, the mute state that the server reports may be an echo of
                        // ours.
                        self.recovery.mute_before_resume = None;
                    }
                    self.mic.set_muted(muted, &mut self.out);
                } else if phase == Phase::Prepared {
                    self.mic.muted = muted;
                }
            }
            Command::StartAudio => {
                if live {
                    self.out.media(MediaOutput::ResumeAudio);
                }
            }
        }
    }

    /// Handles the commands that only this transport has.
    pub(super) fn livekit_command(&mut self, now: Millis, command: LiveKitInput) {
        let phase = self.phase;
        match command {
            LiveKitInput::Prepare if phase == Phase::Idle => self.prepare(now),
            LiveKitInput::Reconnect if phase == Phase::Open => self.attempt_now(now),
            LiveKitInput::Send(packet) if phase == Phase::Open => {
                if let Outbound::UserMessage(text) = &packet {
                    self.typed(now, text);
                }
                self.send(&packet);
            }
            // Also before the session is open: an agent that calls a method during the permission
            // prompt waits for its answer.
            LiveKitInput::SendFields(fields, by)
                if matches!(phase, Phase::Connecting | Phase::Open) =>
            {
                self.data.send_fields(fields, by, &mut self.out);
            }
            LiveKitInput::Chat(text) if phase == Phase::Open => {
                self.typed(now, &text);
                self.chat(now, &text);
            }
            _ => {}
        }
    }

    /// Records a message typed by the user, before it is sent.
    fn typed(&mut self, now: Millis, text: &str) {
        self.transcript_merge.typed.sent(now, text);
        self.data.count_typed();
    }
}
