//! The fields of a message whose content is not read.

use super::codec::{Place, Read, read};

/// Returns whether an encoded message has one of these fields. Bit *n* is field *n*.
pub(in crate::livekit) fn has_field(bytes: &[u8], fields: u32) -> bool {
    let mut seen = Seen { fields, any: false };
    read(&mut seen, bytes).is_ok() && seen.any
}

struct Seen {
    fields: u32,
    any: bool,
}

impl Read for Seen {
    fn place(&mut self, number: u32) -> Option<Place<'_>> {
        self.any |= number < 32 && self.fields & (1 << number) != 0;
        None
    }
}
