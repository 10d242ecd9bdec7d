//! Stand-ins for targets without a browser. They let server rendering compile; a session cannot be
//! started.

use std::convert::Infallible;
use std::future::Ready;
use std::rc::Rc;

use speko_proto::config::SessionConfig;
use speko_proto::livekit::io::{Command, Input, LiveKitInput};
#[cfg(feature = "realtime")]
use speko_proto::realtime::io::RealtimeInput;
use speko_proto::{
    CallStats, ConnectTimeline, Credentials, DeviceList, ErrorCode, ErrorReason, MicTestState,
    Millis, Mode, Parsers, Source, SpekoClientError, Status,
};

#[cfg(feature = "realtime")]
use crate::handlers::Tool;
use crate::handlers::{Callbacks, TimelineCallback};
use crate::rpc::Rpc;
use crate::token_refresh::Renewer;

pub(crate) const PARSERS: Parsers = Parsers::HOST;

pub(crate) fn now() -> Millis {
    let since = std::time::UNIX_EPOCH.elapsed().unwrap_or_default();
    Millis(since.as_millis() as u64)
}

/// Never constructed.
pub(crate) struct Session(Infallible);

impl Session {
    pub(crate) fn new(
        _: SessionConfig,
        _: Callbacks,
        _: Option<Renewer>,
    ) -> Result<Self, SpekoClientError> {
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

    pub(crate) fn handle(&self, _: Input) {
        match self.0 {}
    }

    pub(crate) fn command(&self, _: Command) {
        match self.0 {}
    }

    pub(crate) fn transport(&self, _: LiveKitInput) {
        match self.0 {}
    }
}

pub(crate) fn measure(session: &Session, _: TimelineCallback) {
    match session.0 {}
}

/// Never constructed.
#[cfg(feature = "realtime")]
pub(crate) struct RealtimeSession(Infallible);

#[cfg(feature = "realtime")]
impl RealtimeSession {
    pub(crate) fn start(
        _: SessionConfig,
        _: Callbacks,
        _: Vec<Tool>,
        _: Option<String>,
    ) -> Result<Self, SpekoClientError> {
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

    pub(crate) fn is_socket_open(&self) -> bool {
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

    pub(crate) fn transport(&self, _: RealtimeInput) {
        match self.0 {}
    }
}

/// A level meter for one side's audio. Never constructed outside the browser.
#[derive(Debug)]
pub struct Meter(Infallible);

impl Meter {
    /// Returns the current level, from 0 to 1.
    pub fn level(&self) -> f32 {
        match self.0 {}
    }

    /// Fills `bands` with the levels of the voice's frequency range, each from 0 to 1.
    pub fn bands(&self, _bands: &mut [f32]) {
        match self.0 {}
    }
}

/// A microphone test before a call. Does nothing outside the browser.
#[derive(Debug)]
#[must_use = "dropping it releases the microphone"]
pub struct MicTest(());

impl MicTest {
    /// Does nothing outside the browser: no microphone is requested and the callback is never
    /// called.
    pub fn open(
        _device: Option<&str>,
        _opened: impl FnOnce(Result<(), SpekoClientError>) + 'static,
    ) -> Self {
        Self(())
    }

    /// Returns the current level; always 0 outside the browser.
    pub fn level(&self) -> f32 {
        0.0
    }

    /// Returns what the level says; always `Opening` outside the browser.
    pub fn state(&self) -> MicTestState {
        MicTestState::Opening
    }
}

/// Fetches credentials from the app's backend. Works only in the browser.
///
/// # Errors
/// Always [`Unsupported`](ErrorCode::Unsupported) outside the browser.
pub async fn fetch_credentials(_url: &str) -> Result<Credentials, SpekoClientError> {
    Err(SpekoClientError::new(
        ErrorCode::Unsupported,
        ErrorReason::Browser,
    ))
}

/// Watches the browser's devices until it is dropped. Does nothing outside the browser.
#[derive(Debug)]
#[must_use = "dropping it stops watching"]
pub struct DeviceWatch(());

impl DeviceWatch {
    /// Lists the devices again. Does nothing outside the browser.
    pub fn refresh(&self) {}
}

/// Watches the available microphones and output devices. Outside the browser the callback is never
/// called.
pub fn watch_devices(_on_change: impl Fn(&DeviceList) + 'static) -> DeviceWatch {
    DeviceWatch(())
}

/// Returns whether the page can change the playback volume. Always `true` outside the browser.
pub fn can_set_volume() -> bool {
    true
}

/// Returns why no microphone can be opened in this page. Always `None` outside the browser.
pub fn microphone_obstacle() -> Option<ErrorReason> {
    None
}

/// Requests the microphone permission. Works only in the browser.
///
/// # Errors
/// Always [`Unsupported`](ErrorCode::Unsupported) outside the browser.
pub async fn request_microphone() -> Result<(), SpekoClientError> {
    Err(SpekoClientError::new(
        ErrorCode::Unsupported,
        ErrorReason::Browser,
    ))
}
