//! What WebRTC and realtime conversations share: the inputs and outputs of their state machines,
//! the microphone and its devices, and the state last reported to the app.

pub(crate) mod hotplug;
pub mod io;
mod mute;
pub(crate) mod outbox;
pub(crate) mod publish;
pub(crate) mod told;
