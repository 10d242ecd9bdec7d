//! Tests in a real browser. All of them share one page and run one after the other.

mod advice;
mod conversation;
mod device_watch;
mod driver;
mod parsers;
mod prewarm;
#[cfg(feature = "realtime")]
mod realtime;
pub mod support;
