//! The documents and the public API.

mod contract;
mod documents;
