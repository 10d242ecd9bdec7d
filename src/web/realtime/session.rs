//! The session behind `RealtimeVoiceConversation`.

use std::rc::Rc;

use speko_proto::config::SessionConfig;
use speko_proto::realtime::io::{Command, Input, RealtimeInput};
use speko_proto::realtime::machine::Machine;
use speko_proto::{Mode, Source, SpekoClientError, Status};

use super::driver::RealtimeDriver;
use crate::handlers::{Callbacks, Tool};
use crate::web::meter::Meter;
use crate::web::page::is_secure_page;
use crate::web::pump::Pump;

/// The only strong reference to a `Pump`. Dropping it without ending the session releases
/// everything but emits no events.
pub(crate) struct RealtimeSession(Rc<Pump<Machine, RealtimeDriver>>);

impl RealtimeSession {
    pub(crate) fn start(
        config: SessionConfig,
        callbacks: Callbacks,
        tools: Vec<Tool>,
        worklet_url: Option<String>,
    ) -> Result<Self, SpekoClientError> {
        let machine = Machine::new(config, is_secure_page())?;
        let session = Self(Pump::new(machine, callbacks, |inputs, _| {
            RealtimeDriver::new(inputs, tools, worklet_url)
        }));
        session.command(Command::Start);
        Ok(session)
    }

    pub(crate) async fn ready(&self) -> Result<(), SpekoClientError> {
        self.0.ready.wait().await
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

    pub(crate) fn is_socket_open(&self) -> bool {
        self.0
            .with_driver(RealtimeDriver::is_socket_open)
            .unwrap_or_default()
    }

    pub(crate) fn can_play_audio(&self) -> bool {
        self.0.machine.borrow().can_play_audio()
    }

    pub(crate) fn ignored(&self) -> u64 {
        self.0.machine.borrow().ignored()
    }

    pub(crate) fn dropped(&self) -> u64 {
        self.0.machine.borrow().dropped()
    }

    /// Returns how much agent audio has been played, in ms. After the end, the value at the end.
    pub(crate) fn played_ms(&self) -> u64 {
        let clock = self.0.with_driver(|driver| driver.clock.now()).flatten();
        self.0.machine.borrow().played_ms(clock)
    }

    /// Returns a meter that does not keep the session alive.
    pub(crate) fn meter(&self, side: Source) -> Meter {
        let pump = Rc::downgrade(&self.0);
        Meter::new(move || pump.upgrade()?.meter_source(side))
    }

    pub(crate) fn command(&self, command: Command) {
        self.0.handle(Input::Command(command));
    }

    pub(crate) fn transport(&self, input: RealtimeInput) {
        self.0.handle(Input::Transport(input));
    }
}
