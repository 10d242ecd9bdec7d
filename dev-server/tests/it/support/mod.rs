//! Helpers of the tests.

mod dev_server;
mod dual_phone;
mod phone;

pub(crate) use dev_server::{Answer, Caller, DevServer, TIMEOUT, realtime, signed};
pub(crate) use dual_phone::{DualPhone, dial};
pub(crate) use phone::Phone;
