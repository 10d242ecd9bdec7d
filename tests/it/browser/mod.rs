//! Tests in a real browser. All of them share one page and run one after the other.

mod conversation;
mod devices;
mod parsers;
mod ready;
#[cfg(feature = "realtime")]
mod realtime;
pub mod support;
mod watch;
