//! The browser drivers of realtime conversations: socket, audio graph and page tools.

mod booth;
mod line;
mod plain;
mod session;
mod sound;
mod worklet;

pub(crate) use session::RealtimeSession;
