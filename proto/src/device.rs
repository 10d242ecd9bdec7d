//! Microphones and output devices, and the permission to use the microphone.

/// Whether a device captures or plays audio.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DeviceKind {
    /// A microphone.
    Input,
    /// A loudspeaker or headphones.
    Output,
}

/// An audio input or output device of this machine. Until the user has granted the microphone
/// permission, browsers leave `id` and `label` empty; such a device cannot be selected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Device {
    /// The browser's `deviceId`. Stable for this site until the user clears its data. Empty without
    /// permission.
    pub id: String,
    /// The device's name. Empty without permission.
    pub label: String,
    /// Whether the device captures or plays audio.
    pub kind: DeviceKind,
    /// The browser's `groupId`, shared by the devices of one headset. Changes with each page load.
    pub group_id: String,
}

impl Device {
    /// Returns whether this is an alias for a system default, not a device of its own. Chromium
    /// lists such entries (`default`, `communications`).
    pub fn is_alias(&self) -> bool {
        matches!(self.id.as_str(), "default" | "communications")
    }
}

/// Why the device in use changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DeviceReason {
    /// The user or the app selected it.
    Chosen,
    /// The previous device was unplugged; the system default replaces it.
    Unplugged,
    /// The selected device, or any device at all, is available again.
    Returned,
    /// The system default changed, and the session tracks it.
    DefaultChanged,
    /// The selected device could not be used. The previous microphone stays in use; for an output
    /// device, the system default replaces it.
    Refused,
}

/// A change of the microphone or output device in use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeviceChange {
    /// The `deviceId` now in use; `None` for the system default.
    pub device: Option<String>,
    /// Why the device changed.
    pub reason: DeviceReason,
}

/// The page's microphone permission.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum MicPermission {
    /// The browser does not report it; only requesting the microphone shows it.
    #[default]
    Unknown,
    /// The user will be prompted.
    Prompt,
    /// The page may use the microphone.
    Granted,
    /// The page may not use the microphone. Only the browser's settings can change that.
    Denied,
}

impl MicPermission {
    /// Returns the value of `data-permission`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Prompt => "prompt",
            Self::Granted => "granted",
            Self::Denied => "denied",
        }
    }
}

/// A snapshot of the available devices.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DeviceList {
    /// All microphones and output devices, in the browser's order, including aliases for the system
    /// default ([`Device::is_alias`]).
    pub devices: Vec<Device>,
    /// The page's microphone permission.
    pub permission: MicPermission,
    /// Whether this browser lets a page select the output device.
    pub can_choose_output: bool,
}

/// What the level of a microphone test says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum MicTestState {
    /// The microphone is not open yet, or was released.
    Opening,
    /// The level is that of the microphone: 0 is silence.
    Measuring,
    /// The system muted the microphone: a switch of the device, or a setting.
    Muted,
    /// The microphone was disconnected, or the system took it.
    Ended,
    /// The level cannot be measured, for example because the browser cannot use the audio of a
    /// microphone with this sample rate. The microphone may work all the same.
    Unmeasured,
}
