//! The drivers of speech to speech: the socket, the sound, the tools of the page.

mod booth;
mod line;
mod plain;
mod session;
mod sound;
mod worklet;

pub(crate) use session::RealtimeSession;
