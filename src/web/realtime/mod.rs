//! The browser drivers of realtime conversations: socket, audio graph and page tools.

mod driver;
mod script_processor;
mod session;
mod socket;
mod sound;
mod worklet;

pub(crate) use session::RealtimeSession;
