//! Helpers of the tests.

mod backend;
mod phone;

pub(crate) use backend::{Answer, Backend, Caller, PATIENCE, realtime, signed};
pub(crate) use phone::Phone;
