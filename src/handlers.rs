//! The app's functions that a session calls, apart from [RPC methods](crate::rpc) and the
//! [renewal of credentials](crate::token_refresh). The options collect them.

use std::fmt;
#[cfg(feature = "realtime")]
use std::pin::Pin;
use std::rc::Rc;

use speko_proto::{ConnectTimeline, Event, Turn};

/// The app's event callbacks. A callback may call back into the session.
#[derive(Clone, Default)]
pub(crate) struct Callbacks {
    pub(crate) all: Vec<Callback>,
    /// Called after all other callbacks.
    pub(crate) recorder: Option<Callback>,
    pub(crate) transcript: Vec<TranscriptCallback>,
}

pub(crate) type Callback = Rc<dyn Fn(&Event)>;
pub(crate) type TranscriptCallback = Rc<dyn Fn(&[Turn])>;

impl Callbacks {
    #[cfg_attr(
        not(target_arch = "wasm32"),
        allow(dead_code, reason = "sessions need a browser")
    )]
    pub(crate) fn call(&self, event: &Event) {
        for callback in self.all.iter().chain(&self.recorder) {
            callback(event);
        }
    }
}

impl fmt::Debug for Callbacks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Callbacks")
    }
}

pub(crate) type TimelineCallback = Rc<dyn Fn(&ConnectTimeline)>;

#[cfg(feature = "realtime")]
pub(crate) type Answer = Pin<Box<dyn Future<Output = Result<String, String>>>>;

/// A tool and its name.
#[cfg(feature = "realtime")]
#[derive(Clone)]
pub(crate) struct Tool {
    pub(crate) name: String,
    pub(crate) run: Rc<dyn Fn(String) -> Answer>,
}

#[cfg(feature = "realtime")]
impl Tool {
    #[cfg_attr(
        not(target_arch = "wasm32"),
        allow(dead_code, reason = "sessions need a browser")
    )]
    pub(crate) fn run(&self, arguments: String) -> Answer {
        (self.run)(arguments)
    }
}

#[cfg(feature = "realtime")]
impl fmt::Debug for Tool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}
