//! Shared by the tests.

pub(crate) mod gallery;

#[cfg(target_arch = "wasm32")]
mod frames;
#[cfg(target_arch = "wasm32")]
mod leftovers;
#[cfg(target_arch = "wasm32")]
pub(crate) mod page;
#[cfg(target_arch = "wasm32")]
mod restore;
#[cfg(target_arch = "wasm32")]
mod time;
#[cfg(target_arch = "wasm32")]
mod wait;
#[cfg(target_arch = "wasm32")]
#[path = "../../../../tests/it/browser/support/watchdog.rs"]
pub mod watchdog;

#[cfg(target_arch = "wasm32")]
use leftovers::{after_each, before_each};
#[cfg(target_arch = "wasm32")]
pub(crate) use {frames::*, page::*, restore::*, time::*, wait::*};
