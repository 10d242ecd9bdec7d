//! The inputs and outputs that all state machines share.
//!
//! Inputs are commands and events; outputs are effects to execute. An output whose answer has to be
//! matched carries a [`RequestId`], and so does the input that answers it. The answer to a request
//! that is no longer pending is dropped. `T` is what only one transport has.

use crate::config::AudioConstraints;
use crate::device::Device;
use crate::error::{ErrorReason, SpekoClientError};
use crate::event::Event;
use crate::time::Millis;

/// A state machine. After each [`handle`](Self::handle), drain [`poll`](Self::poll), then call back
/// with [`Input::Tick`] at [`deadline`](Self::deadline) unless another input comes first.
pub trait StateMachine {
    /// The inputs that only this transport has.
    type Input;
    /// The outputs that only this transport has.
    type Output;

    /// Handles an input. `now` must not decrease.
    fn handle(&mut self, now: Millis, input: Input<Self::Input>);

    /// Returns the next output, or `None` if all have been taken.
    fn poll(&mut self) -> Option<Output<Self::Output>>;

    /// Returns the latest time for the next [`Input::Tick`].
    fn deadline(&self) -> Option<Millis>;
}

/// The id of an output that is answered later. A machine never reuses an id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RequestId(pub u32);

/// An input to a machine.
#[derive(Clone, Debug, PartialEq)]
pub enum Input<T> {
    /// A command from the app.
    Command(Command),
    /// An event of the microphone, the audio playback or the devices.
    Media(MediaInput),
    /// An input that only this transport has.
    Transport(T),
    /// The deadline has passed.
    Tick,
}

/// A command from the app that every conversation has.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Starts the session. The first input, unless the transport was prepared.
    Start,
    /// Mutes or unmutes the microphone.
    SetMicMuted(bool),
    /// Sets the agent's volume, 0 to 1.
    SetVolume(f64),
    /// Selects the microphone by its `deviceId`. `None` selects and tracks the system default.
    SetInputDevice(Option<String>),
    /// Selects the output device by its `deviceId`. `None` is the system default.
    SetOutputDevice(Option<String>),
    /// Starts audio that the browser blocked. Called from a user gesture.
    StartAudio,
    /// Ends the session.
    End,
}

/// An event of the microphone, the audio playback or the devices.
#[derive(Clone, Debug, PartialEq)]
pub enum MediaInput {
    /// An event of the microphone that this request opened.
    Mic(RequestId, MicInput),
    /// An event of audio playback.
    Speaker(SpeakerInput),
    /// A device may have been plugged in or out. Reported in bursts.
    DevicesChanged,
    /// The answer to [`MediaOutput::ListDevices`].
    Devices(Vec<Device>),
}

/// An event of a microphone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MicInput {
    /// The browser asks the user for permission, and has waited for an answer for a second.
    Prompted,
    /// The user granted permission and the microphone is open.
    Opened,
    /// The microphone could not be opened. The text is the browser's error name.
    Failed(ErrorReason, String),
    /// Its track is attached to the transport.
    Attached,
    /// Its track could not be attached. The text is the browser's error name.
    AttachFailed(String),
    /// Its track ended: the device was unplugged, or the system took it.
    Ended,
    /// The system muted (`true`) or unmuted (`false`) its track. Reported before `Opened` if it is
    /// muted from the start.
    TrackMuted(bool),
}

/// An event of audio playback.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SpeakerInput {
    /// Audio cannot be heard: the browser blocks it until a user gesture, something paused it and
    /// it could not be restarted, or its clock does not advance.
    Blocked,
    /// All audio plays.
    Playing,
    /// The browser refused the chosen output device. The text is the browser's error name.
    OutputFailed(String),
}

/// An effect to execute.
#[derive(Clone, Debug, PartialEq)]
pub enum Output<T> {
    /// An effect on the microphone, the audio playback or the devices.
    Media(MediaOutput),
    /// An effect that only this transport has.
    Transport(T),
    /// Emits an event to the app.
    Emit(Event),
    /// Resolves the future that waits for the session to open. Issued once.
    ResolveReady(Result<(), SpekoClientError>),
    /// Releases everything. Always the last output.
    Closed,
}

/// An effect on the microphone, the audio playback or the devices.
#[derive(Clone, Debug, PartialEq)]
pub enum MediaOutput {
    /// Requests a microphone, answered by `Opened` or `Failed`.
    OpenMic {
        /// The id that all events of this microphone carry.
        id: RequestId,
        /// Its `deviceId`. `None` is the system default.
        device: Option<String>,
        /// The audio processing of the browser.
        constraints: AudioConstraints,
        /// Whether its track starts disabled.
        muted: bool,
    },
    /// Attaches its track to the transport, answered by `Attached` or `AttachFailed`: not at all if
    /// the transport's sender is replaced before. If it fails, the previous track stays attached.
    AttachMic(RequestId),
    /// Enables or disables its track.
    EnableMic(RequestId, bool),
    /// Stops its tracks and drops it.
    ReleaseMic(RequestId),
    /// Detaches any track from the transport.
    DetachMic,
    /// Lists the devices and reports [`MediaInput::DevicesChanged`] from now on. Answered by
    /// [`MediaInput::Devices`], or not at all if the browser cannot list devices.
    ListDevices,
    /// Sets the volume of all audio, present and future.
    SetVolume(f64),
    /// Sets the output device of all audio, present and future. The empty id is the system default.
    SetOutputDevice(String),
    /// Starts audio that the browser blocked.
    ResumeAudio,
    /// Checks whether the remote audio advances. A change is reported as
    /// [`SpeakerInput::Blocked`] or [`SpeakerInput::Playing`]. Issued about once per second while a
    /// remote participant speaks or audio is blocked.
    CheckPlayback,
}
