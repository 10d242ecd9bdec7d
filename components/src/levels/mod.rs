//! Audio levels of both sides at the frame rate, without signals. Each session has one frame loop
//! for all its visible readers. It stops while none is visible.

mod draw;
mod meter_loop;
mod scripted;
mod side;
mod use_levels;
mod visibility;

pub(crate) use draw::{fall_back, set};
pub use use_levels::*;
