//! Helpers of the tests.

mod dev_server;
mod dual_pc_caller;
mod test_caller;

pub(crate) use dev_server::{Answer, Caller, DevServer, TIMEOUT, realtime, signed};
pub(crate) use dual_pc_caller::{DualPcCaller, connect};
pub(crate) use test_caller::TestCaller;
