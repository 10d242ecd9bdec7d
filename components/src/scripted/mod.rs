//! A session that follows a script: no backend, no microphone, no network.

mod player;
mod script;
mod session;
mod stage;

pub use player::Scripted;
pub use script::{Script, Still};
pub use session::*;
