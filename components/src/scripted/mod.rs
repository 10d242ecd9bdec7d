//! A session that follows a script: no backend, no microphone, no network.

mod backend;
mod player;
mod script;
mod session;

pub use player::Scripted;
pub use script::{Script, Still};
pub use session::*;
