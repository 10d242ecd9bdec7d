//! The browser layer (wasm32 only), the only place that uses web-sys.
//!
//! A browser callback queues an input. `Pump` passes it to the state machine and executes the
//! outputs on the browser objects. Every listener, timer and JS object is released on drop.

mod credentials;
mod device_list;
mod fetch;
mod ice;
mod js;
mod media_driver;
mod meter;
mod mic_test;
mod microphone;
mod network;
mod parsers;
mod peer;
mod peer_events;
mod peer_parts;
mod pump;
mod ready;
#[cfg(feature = "realtime")]
mod realtime;
mod rpc;
mod session;
mod socket;
mod speaker;
mod stats;
pub mod testing;
mod timeline;
mod watch;
mod webrtc_driver;

pub use credentials::fetch_credentials;
pub(crate) use js::now;
pub use meter::Meter;
pub use mic_test::MicTest;
pub use network::load_storage;
pub(crate) use parsers::PARSERS;
pub use peer_parts::{discard_prewarmed, prewarm_peer};
#[cfg(feature = "realtime")]
pub(crate) use realtime::RealtimeSession;
pub(crate) use session::Session;
pub use speaker::can_set_volume;
pub(crate) use timeline::{Measure, measure};
pub use watch::{DeviceWatch, request_microphone, watch_devices};
