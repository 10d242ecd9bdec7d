//! What WebRTC and realtime conversations share: the inputs and outputs of their state machines,
//! and the state last reported to the app.

pub mod io;
pub(crate) mod outbox;
pub(crate) mod reported_state;
