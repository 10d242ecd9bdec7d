//! LiveKit's messages: the schema, the code generated from it, and the protobuf codec.

mod codec;
mod entry;
#[rustfmt::skip]
mod generated;

pub use codec::Malformed;
pub use generated::*;
