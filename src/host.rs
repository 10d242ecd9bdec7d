//! The session where there is no browser: it cannot be started, so that server rendering compiles and never calls.

use std::convert::Infallible;
use std::future::Ready;
use std::rc::Rc;

use crate::call::io::Command;
use crate::credentials::Credentials;
use crate::device::DeviceList;
use crate::error::{ErrorCode, ErrorReason, SpekoClientError};
use crate::event::{Mode, Source, Status};
use crate::options::ConversationOptions;
use crate::rpc::Rpc;
use crate::stats::CallStats;
use crate::timeline::ConnectTimeline;

/// Never made.
pub(crate) struct Session(Infallible);

impl Session {
    pub(crate) fn start(_: ConversationOptions, _: Command) -> Result<Self, SpekoClientError> {
        Err(SpekoClientError::new(
            ErrorCode::Unsupported,
            ErrorReason::Browser,
        ))
    }

    pub(crate) async fn ready(&self) -> Result<(), SpekoClientError> {
        match self.0 {}
    }

    pub(crate) fn id(&self) -> String {
        match self.0 {}
    }

    pub(crate) fn status(&self) -> Status {
        match self.0 {}
    }

    pub(crate) fn mode(&self) -> Mode {
        match self.0 {}
    }

    pub(crate) fn can_play_audio(&self) -> bool {
        match self.0 {}
    }

    pub(crate) fn may_send(&self) -> bool {
        match self.0 {}
    }

    pub(crate) fn timeline(&self) -> ConnectTimeline {
        match self.0 {}
    }

    pub(crate) fn ignored_packets(&self) -> u64 {
        match self.0 {}
    }

    pub(crate) fn meter(&self, _: Source) -> Meter {
        match self.0 {}
    }

    pub(crate) fn stats(&self) -> Ready<Option<CallStats>> {
        match self.0 {}
    }

    pub(crate) fn open_rpc(&self) -> Rc<dyn Rpc> {
        match self.0 {}
    }

    pub(crate) fn command(&self, _: Command) {
        match self.0 {}
    }
}

/// Never made.
#[cfg(feature = "s2s")]
pub(crate) struct RealtimeSession(Infallible);

#[cfg(feature = "s2s")]
impl RealtimeSession {
    pub(crate) fn start(_: ConversationOptions) -> Result<Self, SpekoClientError> {
        Err(SpekoClientError::new(
            ErrorCode::Unsupported,
            ErrorReason::Browser,
        ))
    }

    pub(crate) async fn ready(&self) -> Result<(), SpekoClientError> {
        match self.0 {}
    }

    pub(crate) fn id(&self) -> String {
        match self.0 {}
    }

    pub(crate) fn status(&self) -> Status {
        match self.0 {}
    }

    pub(crate) fn mode(&self) -> Mode {
        match self.0 {}
    }

    pub(crate) fn is_line_open(&self) -> bool {
        match self.0 {}
    }

    pub(crate) fn can_play_audio(&self) -> bool {
        match self.0 {}
    }

    pub(crate) fn ignored(&self) -> u64 {
        match self.0 {}
    }

    pub(crate) fn dropped(&self) -> u64 {
        match self.0 {}
    }

    pub(crate) fn played_ms(&self) -> u64 {
        match self.0 {}
    }

    pub(crate) fn meter(&self, _: Source) -> Meter {
        match self.0 {}
    }

    pub(crate) fn command(&self, _: Command) {
        match self.0 {}
    }
}

/// A meter of one side's sound; in a browser only. Here there is none.
#[derive(Debug)]
pub struct Meter(Infallible);

impl Meter {
    /// How loud it is now, from 0 to 1.
    pub fn level(&self) -> f32 {
        match self.0 {}
    }

    /// How loud each part of the voice's range is, from 0 to 1.
    pub fn bands(&self, _bands: &mut [f32]) {
        match self.0 {}
    }
}

/// A microphone that is tried before the call; in a browser only.
#[derive(Debug)]
#[must_use = "dropping it releases the microphone"]
pub struct MicTest(());

impl MicTest {
    /// Asks for a microphone. Here there is none, and nobody is told.
    pub fn open(
        _device: Option<&str>,
        _told: impl FnOnce(Result<(), SpekoClientError>) + 'static,
    ) -> Self {
        Self(())
    }

    /// How loud it is now: 0.
    pub fn level(&self) -> f32 {
        0.0
    }
}

/// Asks the app's backend for credentials; in a browser only.
///
/// # Errors
/// [`Unsupported`](ErrorCode::Unsupported) always: this is no browser.
pub async fn fetch_credentials(_url: &str) -> Result<Credentials, SpekoClientError> {
    Err(SpekoClientError::new(
        ErrorCode::Unsupported,
        ErrorReason::Browser,
    ))
}

/// The browser's devices, watched until this is dropped. Here there are none.
#[derive(Debug)]
#[must_use = "dropping it ends the watch"]
pub struct DeviceWatch(());

impl DeviceWatch {
    /// Lists the devices anew.
    pub fn refresh(&self) {}
}

/// Tells of the machine's microphones and loudspeakers; in a browser only. Here it tells nothing.
pub fn watch_devices(_told: impl Fn(&DeviceList) + 'static) -> DeviceWatch {
    DeviceWatch(())
}

/// Whether a page can change how loud it plays; in a browser only. Here nothing is known against it.
pub fn can_set_volume() -> bool {
    true
}

/// Asks the person for the microphone; in a browser only.
///
/// # Errors
/// [`Unsupported`](ErrorCode::Unsupported) always: this is no browser.
pub async fn request_microphone() -> Result<(), SpekoClientError> {
    Err(SpekoClientError::new(
        ErrorCode::Unsupported,
        ErrorReason::Browser,
    ))
}
