//! How loud both sides are, sixty times a second and past the reactive system: one loop a session draws for all who are
//! in sight, and rests while nobody is.

mod draw;
mod hub;
mod scripted;
mod sight;
mod use_levels;

pub(crate) use draw::{fall_back, set};
pub use use_levels::*;
