//! The documents and the public surface.

mod contract;
mod documents;
