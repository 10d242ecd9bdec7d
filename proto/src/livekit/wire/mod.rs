//! LiveKit's messages: the schema, the code generated from it, and the protobuf codec.

mod codec;
mod entry;
mod fields;
#[rustfmt::skip]
mod generated;

pub use codec::Malformed;
pub(in crate::livekit) use fields::has_field;
pub use generated::*;
