use speko_client::{DeviceChange, DeviceReason};

/// The wanted device, and the device in use.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct DeviceChoice {
    /// `deviceId` of the wanted device. `None` is the system default.
    pub wanted: Option<String>,
    /// `deviceId` of the device in use, or of the one that the next conversation will use. `None`
    /// is the system default.
    pub used: Option<String>,
    /// Why the device changed during this conversation. `None` if it did not change.
    pub reason: Option<DeviceReason>,
}

impl DeviceChoice {
    /// A device that is both wanted and in use.
    pub(crate) fn of(device: Option<String>) -> Self {
        Self {
            used: device.clone(),
            wanted: device,
            reason: None,
        }
    }

    /// Sets the wanted device. It is not known yet whether it can be used.
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

    /// Returns whether another device is in use because the wanted one is unavailable.
    pub fn is_fallback(&self) -> bool {
        self.used != self.wanted && self.is_forced()
    }

    /// Returns whether the device in use replaced one that is unavailable.
    pub(crate) fn is_forced(&self) -> bool {
        matches!(
            self.reason,
            Some(DeviceReason::Unplugged | DeviceReason::Refused)
        )
    }
}
