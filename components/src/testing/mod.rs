//! A session that follows a script: no backend, no microphone, no network.

mod backend;
mod player;
mod script;
mod scripted_session;

pub use player::Scripted;
pub use script::{Script, Still};
pub use scripted_session::*;
