//! What a person can try before a call: whether the browser can, may and does hear, and whether they hear it.

mod support;
mod tone;
mod use_pre_join;

pub use use_pre_join::*;
