//! The microphone, the agent's audio, their devices and levels.

use speko_proto::Source;
use speko_proto::config::clamp_volume;
use speko_proto::livekit::io::Command;

use super::VoiceConversation;
use crate::platform::Meter;

impl VoiceConversation {
    /// Mutes or unmutes the microphone. When muting, no audio is sent after this returns, even
    /// during a device switch or a reconnect. It may be called repeatedly, and without a
    /// microphone.
    ///
    /// Unmuting also lifts a mute by the server, and requests the microphone again if it could not
    /// be opened.
    pub fn set_mic_muted(&self, muted: bool) {
        self.session.command(Command::SetMicMuted(muted));
    }

    /// Sets the volume of the agent, clamped to 0–1, for all current and later audio. NaN is
    /// ignored.
    pub fn set_volume(&self, volume: f64) {
        if let Some(volume) = clamp_volume(volume) {
            self.session.command(Command::SetVolume(volume));
        }
    }

    /// Switches to the microphone with this `deviceId`. `None` selects and tracks the system
    /// default. The connection stays up, and a muted microphone stays muted.
    ///
    /// [`InputDevice`](crate::Event::InputDevice) is emitted once the microphone is in use. If it
    /// cannot be opened, the previous one stays in use and an [`Error`](crate::Event::Error) event
    /// is emitted.
    pub fn set_input_device(&self, device_id: Option<&str>) {
        self.session
            .command(Command::SetInputDevice(device_id.map(str::to_owned)));
    }

    /// Plays through the output device with this `deviceId`. `None` selects the system default.
    /// Ignored if the browser cannot select an output device. If the browser refuses the device, an
    /// [`Error`](crate::Event::Error) event is emitted.
    pub fn set_output_device(&self, device_id: Option<&str>) {
        self.session
            .command(Command::SetOutputDevice(device_id.map(str::to_owned)));
    }

    /// Returns whether the browser lets the agent's audio play. If not, call
    /// [`start_audio`](Self::start_audio).
    pub fn can_play_audio(&self) -> bool {
        self.session.can_play_audio()
    }

    /// Plays audio that the browser blocked. Call it inside a click or key handler.
    pub fn start_audio(&self) {
        self.session.command(Command::StartAudio);
    }

    /// Returns a meter of one side's audio: that of the microphone, or that of the agent as it is
    /// played. It opens nothing before it is first read, continues across device changes, and reads
    /// 0 after the end. Keep one per side, because each has its own analyser.
    ///
    /// ```no_run
    /// # fn draw(conversation: &speko_client::VoiceConversation) {
    /// use speko_client::Source;
    ///
    /// let meter = conversation.meter(Source::Agent);
    /// let loudness = meter.level(); // once a frame
    /// # let _ = loudness;
    /// # }
    /// ```
    pub fn meter(&self, side: Source) -> Meter {
        self.session.meter(side)
    }
}
