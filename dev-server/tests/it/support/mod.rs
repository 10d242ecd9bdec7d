//! Helpers of the tests.

mod dev_server;
mod phone;

pub(crate) use dev_server::{Answer, Caller, DevServer, TIMEOUT, realtime, signed};
pub(crate) use phone::Phone;
