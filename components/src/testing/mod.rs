//! A session that follows a script: no backend, no microphone, no network.

mod backend;
mod player;
mod script;
mod scripted_session;
mod still;

pub use player::Scripted;
pub use script::Script;
pub use scripted_session::*;
pub use still::Still;
