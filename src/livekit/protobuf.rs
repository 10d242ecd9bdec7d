//! Protobuf's wire format: one loop that reads and a few functions that write, shared by every message in
//! [`super::proto`]. A schema without recursion bounds the depth, and nothing is allocated that the input does not hold.

/// Bytes that are no message of this type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Malformed;

type Result<T = ()> = core::result::Result<T, Malformed>;

/// A message that takes in one field after the other.
pub(super) trait Read {
    /// A field that the message does not know is none of its business.
    fn field(&mut self, number: u64, value: &Value<'_>) -> Result;
}

/// A message that writes itself.
pub(super) trait Write {
    fn write(&self, out: &mut Vec<u8>);
}

/// What stood in a field.
pub(super) enum Value<'a> {
    Number(u64),
    Bytes(&'a [u8]),
    /// Fixed width: known, and in no message of ours.
    Other,
}

impl<'a> Value<'a> {
    pub(super) fn number(&self) -> Result<u64> {
        match self {
            Self::Number(number) => Ok(*number),
            _ => Err(Malformed),
        }
    }

    pub(super) fn int32(&self) -> Result<i32> {
        // Protobuf cuts what is too long, by definition.
        self.number().map(|number| number as i32)
    }

    pub(super) fn bytes(&self) -> Result<&'a [u8]> {
        match self {
            Self::Bytes(bytes) => Ok(bytes),
            _ => Err(Malformed),
        }
    }

    pub(super) fn text(&self) -> Result<String> {
        match core::str::from_utf8(self.bytes()?) {
            Ok(text) => Ok(text.to_owned()),
            Err(_) => Err(Malformed),
        }
    }

    pub(super) fn message(&self, message: &mut dyn Read) -> Result {
        read(message, self.bytes()?)
    }

    /// One number of a list, or many packed into one field.
    pub(super) fn numbers(&self, list: &mut Vec<i32>) -> Result {
        let mut packed = match self {
            Self::Bytes(bytes) => *bytes,
            _ => return self.int32().map(|number| list.push(number)),
        };
        while !packed.is_empty() {
            list.push(varint(&mut packed)? as i32);
        }
        Ok(())
    }
}

/// Reads `bytes` into `message`, over what it holds already.
pub(super) fn read(message: &mut dyn Read, mut bytes: &[u8]) -> Result {
    // Groups are long gone from LiveKit's schema: whatever stands in one is skipped.
    let mut groups = 0_u32;
    while !bytes.is_empty() {
        let key = varint(&mut bytes)?;
        let number = key >> 3;
        if number == 0 || key > u64::from(u32::MAX) {
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
        if groups == 0 {
            message.field(number, &value)?;
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

/// The bytes of a message.
pub(super) fn written(message: &dyn Write) -> Vec<u8> {
    let mut out = Vec::new();
    message.write(&mut out);
    out
}

/// A number in a field that is left out where it is zero.
pub(super) fn number(out: &mut Vec<u8>, field: u32, value: u64) {
    if value != 0 {
        some_number(out, field, value);
    }
}

pub(super) fn some_number(out: &mut Vec<u8>, field: u32, value: u64) {
    push_varint(out, u64::from(field << 3));
    push_varint(out, value);
}

/// Bytes or text in a field that is left out where they are empty.
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

/// A list of numbers, packed.
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
