//! The parts of `xtask` that tests use.

#[cfg(feature = "schema")]
pub mod schema;
