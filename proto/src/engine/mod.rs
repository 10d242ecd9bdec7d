//! What all transports share: their inputs and outputs, the queue of outputs, and the state last
//! reported to the app.

pub mod io;
pub(crate) mod outbox;
pub(crate) mod reported_state;
