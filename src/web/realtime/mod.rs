//! The browser drivers of realtime conversations: socket, audio graph and page tools.

mod audio_backend;
mod audio_graph;
mod driver;
mod script_processor;
mod session;
mod socket;
mod worklet;

pub(crate) use session::RealtimeSession;
