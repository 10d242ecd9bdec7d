//! A session: the handle [`Voice`], its signals, its commands, and the conversation behind it.

mod agent;
mod any_conversation;
mod commands;
mod context;
mod device_choice;
mod events;
mod export;
mod levels;
mod lifecycle;
mod listeners;
mod messages;
mod options;
mod prewarm;
mod push_to_talk;
#[cfg(feature = "realtime")]
mod realtime;
#[cfg(feature = "webrtc")]
mod rpc;
mod scripted_backend;
mod settings;
mod signal;
mod state;
mod turn;
mod values;
mod voice;

pub use any_conversation::Transport;
pub(crate) use context::find_voice;
pub use context::{expect_voice, use_voice};
pub use device_choice::DeviceChoice;
pub use options::VoiceOptions;
pub use prewarm::Prewarm;
pub(crate) use scripted_backend::{ScriptedBackend, ScriptedCommand};
pub use signal::{Snapshot, VoiceSignal};
pub use turn::LiveTurn;
pub use voice::Voice;
