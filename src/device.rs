//! Microphones and loudspeakers, as a person chooses among them.

/// Which way its sound goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DeviceKind {
    /// A microphone.
    Input,
    /// A loudspeaker or headphones.
    Output,
}

/// A microphone or a loudspeaker of this machine. Before the person has allowed the microphone, browsers leave the
/// names out, and the ids too: such a device cannot be chosen yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Device {
    /// The browser's `deviceId`: stable for this site until the person clears its data; empty without permission.
    pub id: String,
    /// Its name; empty without permission.
    pub label: String,
    /// Which way its sound goes.
    pub kind: DeviceKind,
    /// The same for the parts of one headset; new with each page load.
    pub group_id: String,
}

impl Device {
    /// Whether it stands for the system's default and is no device of its own; Chromium has such entries.
    pub fn is_alias(&self) -> bool {
        matches!(self.id.as_str(), "default" | "communications")
    }
}

/// Why another device is used now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DeviceReason {
    /// The person, or the app, chose it.
    Chosen,
    /// The one before is not there any more; the system's default stands in for it.
    Unplugged,
    /// The one that was wanted, or any at all, is there again.
    Returned,
    /// The system's default is another one now, and it is followed.
    DefaultChanged,
    /// The chosen one could not be used. Of microphones the one before goes on; for a loudspeaker the system's default
    /// stands in.
    Refused,
}

/// Another device is used from now on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeviceChange {
    /// Its `deviceId`; nothing for the system's default.
    pub device: Option<String>,
    /// Why.
    pub reason: DeviceReason,
}

/// Whether the page may use the microphone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum MicPermission {
    /// The browser does not say; asking shows it.
    #[default]
    Unknown,
    /// The person will be asked.
    Prompt,
    /// It may.
    Granted,
    /// It may not; only the browser's own settings can change that.
    Denied,
}

impl MicPermission {
    /// The spelling in `data-permission`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Prompt => "prompt",
            Self::Granted => "granted",
            Self::Denied => "denied",
        }
    }
}

/// What there is to choose from, at one moment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DeviceList {
    /// All microphones and loudspeakers, in the browser's order. Entries that merely stand for the system's default
    /// ([`Device::is_alias`]) are among them.
    pub devices: Vec<Device>,
    /// Whether the page may use the microphone.
    pub permission: MicPermission,
    /// Whether a loudspeaker can be chosen in this browser.
    pub can_choose_output: bool,
}
