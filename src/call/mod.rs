//! What both kinds of conversation have: what goes into a machine and comes out, the microphone with its devices, and what the
//! app was told last.

pub(crate) mod hotplug;
pub mod io;
mod mute;
pub(crate) mod outbox;
pub(crate) mod publish;
pub(crate) mod told;
