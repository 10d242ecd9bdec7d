//! The browser layer (wasm32 only), the only place that uses web-sys.
//!
//! A browser callback queues an input. `Pump` passes it to the state machine and executes the
//! outputs on the browser objects. Every listener, timer and JS object is released on drop.

mod audio_element;
mod browser;
mod credentials;
mod device_list;
mod fetch;
mod input_sender;
mod js;
mod listener;
mod media_driver;
mod meter;
mod mic_test;
mod microphone;
mod page;
mod parsers;
mod permission;
mod pump;
mod ready;
#[cfg(feature = "realtime")]
mod realtime;
mod speaker;
mod timer;
mod watch;
mod webrtc;

pub use audio_element::can_set_volume;
pub use credentials::fetch_credentials;
pub(crate) use js::now;
pub use meter::Meter;
pub use mic_test::MicTest;
pub use page::microphone_obstacle;
pub(crate) use parsers::PARSERS;
#[cfg(feature = "realtime")]
pub(crate) use realtime::RealtimeSession;
pub use watch::{DeviceWatch, request_microphone, watch_devices};
pub(crate) use webrtc::{Session, measure};
pub use webrtc::{discard_prewarmed, load_storage, prewarm_peer, testing};
