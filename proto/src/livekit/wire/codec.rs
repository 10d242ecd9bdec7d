//! Protobuf's wire format: one read loop and a few write functions, shared by all messages in
//! the generated code. The schema has no recursion, which bounds the depth. Allocations are bounded
//! by the input.

/// The bytes are not a valid message of this type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Malformed;

type Result<T = ()> = core::result::Result<T, Malformed>;

/// A message that can be read. It only maps field numbers to fields; the code that stores a value
/// exists once.
pub(super) trait Read {
    /// Returns the destination of a field, or `None` to skip an unknown one.
    fn place(&mut self, number: u32) -> Option<Place<'_>>;
}

/// The destination of a field's value.
pub(super) enum Place<'a> {
    Bool(&'a mut bool),
    Int32(&'a mut i32),
    Uint32(&'a mut u32),
    Int64(&'a mut i64),
    Uint64(&'a mut u64),
    Bytes(&'a mut Vec<u8>),
    Text(&'a mut String),
    /// A repeated integer: one value, or many packed into one field.
    Numbers(&'a mut Vec<i32>),
    Message(&'a mut dyn Read),
}

/// Appends an item to a repeated field and returns it, to be filled.
pub(super) fn added<T: Default>(list: &mut Vec<T>) -> Option<&mut T> {
    list.push(T::default());
    list.last_mut()
}

/// A message that can be written.
pub(super) trait Write {
    fn write(&self, out: &mut Vec<u8>);
}

/// Selects a variant of a oneof. If the same variant occurs twice, the messages are merged.
pub(super) fn chosen<T>(place: &mut Option<T>, new: T) -> &mut T {
    if place.as_ref().map(core::mem::discriminant) != Some(core::mem::discriminant(&new)) {
        *place = None;
    }
    place.get_or_insert(new)
}

/// A field's value as read from the wire.
#[derive(Clone, Copy)]
enum Value<'a> {
    Number(u64),
    Bytes(&'a [u8]),
    /// Fixed-width: valid, but used by none of our messages.
    Other,
}

impl Place<'_> {
    // Protobuf specifies that integers which are too wide are truncated.
    fn put(self, value: Value<'_>) -> Result {
        match (self, value) {
            (Self::Bool(place), Value::Number(number)) => *place = number != 0,
            (Self::Int32(place), Value::Number(number)) => *place = number as i32,
            (Self::Uint32(place), Value::Number(number)) => *place = number as u32,
            (Self::Int64(place), Value::Number(number)) => *place = number as i64,
            (Self::Uint64(place), Value::Number(number)) => *place = number,
            (Self::Numbers(list), Value::Number(number)) => list.push(number as i32),
            (Self::Bytes(place), Value::Bytes(bytes)) => *place = bytes.to_vec(),
            (Self::Text(place), Value::Bytes(bytes)) => {
                let text = core::str::from_utf8(bytes).map_err(|_| Malformed)?;
                *place = text.to_owned();
            }
            (Self::Numbers(list), Value::Bytes(mut packed)) => {
                while !packed.is_empty() {
                    list.push(varint(&mut packed)? as i32);
                }
            }
            (Self::Message(message), Value::Bytes(bytes)) => read(message, bytes)?,
            _ => return Err(Malformed),
        }
        Ok(())
    }
}

/// Reads `bytes` and merges them into `message`.
pub(super) fn read(message: &mut dyn Read, mut bytes: &[u8]) -> Result {
    // LiveKit's schema no longer has groups; their content is skipped.
    let mut groups = 0_u32;
    while !bytes.is_empty() {
        let key = u32::try_from(varint(&mut bytes)?).map_err(|_| Malformed)?;
        let number = key >> 3;
        if number == 0 {
            return Err(Malformed);
        }
        let value = match key & 7 {
            0 => Value::Number(varint(&mut bytes)?),
            1 => fixed(&mut bytes, 8)?,
            2 => {
                let length = varint(&mut bytes)?;
                let length = usize::try_from(length).map_err(|_| Malformed)?;
                Value::Bytes(take(&mut bytes, length)?)
            }
            3 => {
                groups += 1;
                continue;
            }
            4 => {
                groups = groups.checked_sub(1).ok_or(Malformed)?;
                continue;
            }
            5 => fixed(&mut bytes, 4)?,
            _ => return Err(Malformed),
        };
        if groups == 0
            && let Some(place) = message.place(number)
        {
            place.put(value)?;
        }
    }
    if groups == 0 { Ok(()) } else { Err(Malformed) }
}

fn fixed<'a>(bytes: &mut &[u8], length: usize) -> Result<Value<'a>> {
    take(bytes, length).map(|_| Value::Other)
}

fn take<'a>(bytes: &mut &'a [u8], length: usize) -> Result<&'a [u8]> {
    let (taken, rest) = bytes.split_at_checked(length).ok_or(Malformed)?;
    *bytes = rest;
    Ok(taken)
}

fn varint(bytes: &mut &[u8]) -> Result<u64> {
    let mut number = 0;
    for shift in (0..64).step_by(7) {
        let (&byte, rest) = bytes.split_first().ok_or(Malformed)?;
        *bytes = rest;
        // The tenth byte has room for one bit.
        if shift == 63 && byte > 1 {
            return Err(Malformed);
        }
        number |= u64::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            return Ok(number);
        }
    }
    Err(Malformed)
}

/// Encodes a message.
pub(super) fn written(message: &dyn Write) -> Vec<u8> {
    let mut out = Vec::new();
    message.write(&mut out);
    out
}

/// Writes an integer field, omitted if zero.
pub(super) fn number(out: &mut Vec<u8>, field: u32, value: u64) {
    if value != 0 {
        some_number(out, field, value);
    }
}

pub(super) fn some_number(out: &mut Vec<u8>, field: u32, value: u64) {
    push_varint(out, u64::from(field << 3));
    push_varint(out, value);
}

/// Writes a bytes or string field, omitted if empty.
pub(super) fn bytes(out: &mut Vec<u8>, field: u32, value: &[u8]) {
    if !value.is_empty() {
        some_bytes(out, field, value);
    }
}

pub(super) fn some_bytes(out: &mut Vec<u8>, field: u32, value: &[u8]) {
    push_varint(out, u64::from(field << 3 | 2));
    push_varint(out, value.len() as u64);
    out.extend_from_slice(value);
}

pub(super) fn message(out: &mut Vec<u8>, field: u32, message: &dyn Write) {
    some_bytes(out, field, &written(message));
}

/// Writes a packed repeated integer field.
pub(super) fn numbers(out: &mut Vec<u8>, field: u32, list: &[i32]) {
    let mut packed = Vec::new();
    for value in list {
        push_varint(&mut packed, i64::from(*value) as u64);
    }
    bytes(out, field, &packed);
}

fn push_varint(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}
