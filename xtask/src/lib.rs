//! The parts of `xtask` that need none of its features, or that tests of other crates use.

#[cfg(feature = "schema")]
pub mod schema;
pub mod style;
