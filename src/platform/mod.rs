//! The platform behind the conversations: the browser, or stand-ins where there is none.

#[cfg(not(target_arch = "wasm32"))]
mod unsupported;

#[cfg(all(target_arch = "wasm32", feature = "realtime"))]
pub(crate) use crate::web::RealtimeSession;
#[cfg(target_arch = "wasm32")]
pub use crate::web::{
    DeviceWatch, Meter, MicTest, can_set_volume, fetch_credentials, microphone_obstacle,
    request_microphone, watch_devices,
};
#[cfg(target_arch = "wasm32")]
pub(crate) use crate::web::{PARSERS, Session, measure, now};

#[cfg(all(not(target_arch = "wasm32"), feature = "realtime"))]
pub(crate) use unsupported::RealtimeSession;
#[cfg(not(target_arch = "wasm32"))]
pub use unsupported::{
    DeviceWatch, Meter, MicTest, can_set_volume, fetch_credentials, microphone_obstacle,
    request_microphone, watch_devices,
};
#[cfg(not(target_arch = "wasm32"))]
pub(crate) use unsupported::{PARSERS, Session, measure, now};
