//! The check before a call: browser support, microphone permission, microphone and loudspeaker.

mod support;
mod tone;
mod use_pre_join;

pub use use_pre_join::*;
