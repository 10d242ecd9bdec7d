//! The session behind `VoiceConversation`.

use std::rc::Rc;

use js_sys::Reflect;
use speko_proto::config::SessionConfig;
use speko_proto::livekit::io::{Command, Input, LiveKitInput};
use speko_proto::livekit::machine::Machine;
use speko_proto::stats::CallStats;
use speko_proto::{
    ConnectTimeline, ErrorCode, ErrorReason, Mode, Source, SpekoClientError, Status,
};
use web_sys::RtcPeerConnection;

use super::driver::WebRtcDriver;
use super::dual_pc;
use super::rpc::RpcDriver;
use super::stats;
use crate::handlers::Callbacks;
use crate::rpc::Rpc;
use crate::token_refresh::Renewer;
use crate::web::meter::Meter;
use crate::web::page::is_secure_page;
use crate::web::pump::Pump;

/// The loop of a WebRTC session.
pub(super) type WebRtcPump = Pump<Machine, WebRtcDriver>;

impl WebRtcPump {
    pub(super) fn connections(&self) -> Vec<RtcPeerConnection> {
        self.with_driver(WebRtcDriver::connections)
            .unwrap_or_default()
    }

    /// Returns the publisher connection, if there is one.
    pub(super) fn connection(&self) -> Option<RtcPeerConnection> {
        self.with_driver(WebRtcDriver::connection).flatten()
    }
}

/// The only strong reference to a `WebRtcPump`. Dropping it without ending the session releases
/// everything but emits no events.
pub(crate) struct Session(pub(super) Rc<WebRtcPump>);

impl Session {
    /// Creates a session, which does nothing before its first input.
    pub(crate) fn new(
        config: SessionConfig,
        callbacks: Callbacks,
        renewer: Option<Renewer>,
    ) -> Result<Self, SpekoClientError> {
        let mut machine = Machine::new(config, is_secure_page())?;
        if dual_pc::is_needed(machine.authority()) {
            machine = machine.dual_pc();
        }
        if !Reflect::has(&js_sys::global(), &"RTCPeerConnection".into()).unwrap_or(false) {
            return Err(SpekoClientError::new(
                ErrorCode::Unsupported,
                ErrorReason::Browser,
            ));
        }
        Ok(Self(Pump::new(machine, callbacks, |inputs, rpc| {
            WebRtcDriver::new(inputs, renewer, Rc::clone(rpc))
        })))
    }

    pub(crate) fn ready(&self) -> impl Future<Output = Result<(), SpekoClientError>> {
        self.0.ready.wait()
    }

    pub(crate) fn id(&self) -> String {
        self.0.machine.borrow().conversation_id().to_owned()
    }

    pub(crate) fn status(&self) -> Status {
        self.0.machine.borrow().status()
    }

    pub(crate) fn mode(&self) -> Mode {
        self.0.machine.borrow().mode()
    }

    pub(crate) fn can_play_audio(&self) -> bool {
        self.0.machine.borrow().can_play_audio()
    }

    pub(crate) fn may_send(&self) -> bool {
        self.0.machine.borrow().may_send()
    }

    pub(crate) fn timeline(&self) -> ConnectTimeline {
        self.0.machine.borrow().timeline()
    }

    pub(crate) fn ignored_packets(&self) -> u64 {
        self.0.machine.borrow().ignored()
    }

    /// Returns a meter that does not keep the session alive.
    pub(crate) fn meter(&self, side: Source) -> Meter {
        let pump = Rc::downgrade(&self.0);
        Meter::new(move || pump.upgrade()?.meter_source(side))
    }

    /// Reads the statistics. `None` if there is no peer connection.
    pub(crate) fn stats(&self) -> impl Future<Output = Option<CallStats>> + use<> {
        let connection = self.0.connection();
        async move { stats::stats(connection?).await }
    }

    /// Returns the RPC object, which is created on first use.
    pub(crate) fn open_rpc(&self) -> Rc<dyn Rpc> {
        let open = || RpcDriver::open(&self.0);
        Rc::clone(self.0.rpc.borrow_mut().get_or_insert_with(open))
    }

    pub(crate) fn handle(&self, input: Input) {
        self.0.handle(input);
    }

    pub(crate) fn command(&self, command: Command) {
        self.handle(Input::Command(command));
    }

    pub(crate) fn transport(&self, input: LiveKitInput) {
        self.handle(Input::Transport(input));
    }
}
