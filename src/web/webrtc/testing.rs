//! The browser drivers without a state machine, for tests in a real browser. Not covered by semver.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::fmt;
use std::future::poll_fn;
use std::rc::Rc;
use std::task::{Poll, Waker};

use speko_proto::Parsers;
use speko_proto::livekit::io::{Input, LiveKitOutput, Output, RequestId};
use speko_proto::livekit::url::{JoinParams, ServerUrl};

use super::driver::WebRtcDriver;
use crate::web::input_sender::InputSender;
use crate::web::parsers::PARSERS;
use crate::web::pump::{Driver, RpcSlot};

/// Returns the browser's parsers.
pub const fn parsers() -> Parsers {
    PARSERS
}

/// Browser drivers that execute a test's outputs and send their inputs to the test.
pub struct Rig {
    driver: Option<WebRtcDriver>,
    inbox: Rc<Inbox>,
}

#[derive(Default)]
struct Inbox {
    inputs: RefCell<VecDeque<Input>>,
    waker: RefCell<Option<Waker>>,
}

impl Rig {
    /// Creates drivers that hold no browser objects yet, apart from listeners on the page.
    #[expect(
        clippy::new_without_default,
        reason = "registers listeners on the page"
    )]
    pub fn new() -> Self {
        let inbox = Rc::new(Inbox::default());
        let shared = Rc::clone(&inbox);
        let inputs = InputSender::new(move |input| {
            shared.inputs.borrow_mut().push_back(input);
            if let Some(waker) = shared.waker.take() {
                waker.wake();
            }
        });
        let driver = Some(WebRtcDriver::new(inputs, None, RpcSlot::default()));
        Self { driver, inbox }
    }

    /// Executes an output.
    pub fn execute(&mut self, output: Output) {
        if let Some(driver) = &mut self.driver {
            match output {
                Output::Media(output) => driver.media(&output),
                Output::Transport(output) => driver.execute(&output),
                Output::Emit(_) | Output::ResolveReady(_) | Output::Closed => {}
            }
        }
    }

    /// Opens the socket of a server, as a join does. An invalid URL is ignored.
    pub fn open_socket(&mut self, id: RequestId, server: &str) {
        if let Some(server) = ServerUrl::parse(server) {
            self.execute(Output::Transport(LiveKitOutput::OpenSocket(
                id,
                server.join("aa.bb.cc", &JoinParams::default()),
            )));
        }
    }

    /// Probes a server over HTTP. An invalid URL is ignored.
    pub fn probe(&mut self, id: RequestId, server: &str) {
        if let Some(server) = ServerUrl::parse(server) {
            self.execute(Output::Transport(LiveKitOutput::Probe(
                id,
                server.validate("aa.bb.cc", &JoinParams::default()),
            )));
        }
    }

    /// Waits for the next input.
    pub async fn next(&self) -> Input {
        poll_fn(|context| match self.try_next() {
            Some(input) => Poll::Ready(input),
            None => {
                self.inbox.waker.replace(Some(context.waker().clone()));
                Poll::Pending
            }
        })
        .await
    }

    /// Returns the next input, if there is one already.
    pub fn try_next(&self) -> Option<Input> {
        self.inbox.inputs.borrow_mut().pop_front()
    }

    /// Releases everything, as [`Output::Closed`] does. Inputs can still be read.
    pub fn finish(&mut self) {
        self.driver = None;
    }
}

impl fmt::Debug for Rig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Rig")
    }
}
