//! Handles the app's commands, according to the phase of the session.

use super::{Machine, Phase};
use crate::engine::outbox::Effects;
use crate::realtime::capture::Capture;
use crate::realtime::frame::Uplink;
use crate::realtime::io::{Command, MediaOutput, RealtimeOutput};
use crate::time::Millis;

impl Machine {
    pub(super) fn command(&mut self, now: Millis, command: Command) {
        match (self.phase, command) {
            (Phase::Idle, Command::Start) => self.start(now),
            (Phase::Idle, Command::End) => self.phase = Phase::Closed,
            (Phase::Idle, _) => {}
            (_, Command::End) => self.end(),
            (_, Command::SetVolume(volume)) => self.out.media(MediaOutput::SetVolume(volume)),
            (_, Command::SetOutputDevice(device)) => {
                self.hotplug.select_output(device, &mut self.out)
            }
            // The microphone is requested only once the server and the audio graph are ready.
            (_, Command::SetInputDevice(device)) if self.capture.is_none() => {
                self.mic.device = device;
            }
            (_, Command::SetInputDevice(device)) => self.mic.select_device(device, &mut self.out),
            (_, Command::SetMicMuted(muted)) if self.capture.is_none() => {
                self.mic.muted = muted;
            }
            (_, Command::SetMicMuted(muted)) => {
                self.mic.set_muted(muted, &mut self.out);
                if let Some(capture) = self.capture.as_mut().filter(|_| muted) {
                    capture.clear();
                }
            }
            (_, Command::StartAudio) => self.out.media(MediaOutput::ResumeAudio),
            (_, Command::Start) => {}
        }
    }

    pub(super) fn interrupt(&mut self, now: Millis) {
        self.send(&Uplink::Interrupt);
        self.end_answer(now, true);
        // If nothing is playing, the next audio belongs to a new answer and is not suppressed.
        if self.playback_ends_at.is_some() {
            self.flush(Some(now));
        } else {
            self.playback.drop_half();
        }
    }

    pub(super) fn commit(&mut self) {
        let rest = self.capture.as_mut().and_then(Capture::flush);
        if let Some(frame) = rest.filter(|_| self.is_audible()) {
            self.output(RealtimeOutput::SendAudio(frame));
        }
        self.send(&Uplink::Commit);
    }
}
