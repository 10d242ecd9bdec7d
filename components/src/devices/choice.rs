use speko_client::{DeviceChange, DeviceReason};

/// A device that is wanted, and the one that is used in its place or as itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct DeviceChoice {
    /// The `deviceId` of the wanted one; nothing is the system's default.
    pub wanted: Option<String>,
    /// The `deviceId` of the one that is used, or will be in the next conversation; nothing is the system's default.
    pub used: Option<String>,
    /// Why another one came to be used in this conversation; nothing while none did.
    pub reason: Option<DeviceReason>,
}

impl DeviceChoice {
    /// Wanted and used.
    pub(crate) fn of(device: Option<String>) -> Self {
        Self {
            used: device.clone(),
            wanted: device,
            reason: None,
        }
    }

    /// Wanted from now on; whether it can be used is not known yet.
    pub(crate) fn wanted(&self, device: Option<String>) -> Self {
        Self {
            wanted: device,
            ..self.clone()
        }
    }

    pub(crate) fn used(self, change: &DeviceChange) -> Self {
        Self {
            used: change.device.clone(),
            reason: Some(change.reason),
            ..self
        }
    }

    /// Whether the system's default stands in for the wanted one.
    pub fn is_stand_in(&self) -> bool {
        self.used != self.wanted && self.is_forced()
    }

    /// Whether the one that is used came to be it because another could not be.
    pub(crate) fn is_forced(&self) -> bool {
        matches!(
            self.reason,
            Some(DeviceReason::Unplugged | DeviceReason::Refused)
        )
    }
}
