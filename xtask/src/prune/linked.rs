//! A module with the linker's relocations: what its code and data refer to, and where.

use std::collections::BTreeMap;
use std::ops::Range;

use anyhow::Context;
use wasmparser::{BinaryReader, FunctionBody};

/// A module linked with `--emit-relocs`. Changes keep the position of every byte.
#[derive(Default)]
pub(crate) struct Linked {
    pub(crate) bytes: Vec<u8>,
    /// The functions that the module defines, in the order of their bodies.
    pub(crate) functions: Vec<Function>,
    /// The exported functions, without those that the page does not use.
    pub(crate) exports: Vec<Export>,
    pub(crate) start: Option<u32>,
    pub(crate) data: Vec<Data>,
    /// Sorted by position.
    pub(crate) references: Vec<Reference>,
    /// The global that holds the stack pointer.
    pub(crate) stack_pointer: Option<u32>,
    pub(super) segments: Vec<Segment>,
    /// The function in each used slot of the table.
    pub(super) table: BTreeMap<u32, u32>,
    pub(super) sections: Vec<Section>,
}

#[derive(Clone)]
pub(crate) struct Function {
    pub(crate) index: u32,
    pub(crate) name: String,
    pub(crate) params: u32,
    pub(crate) body: Range<usize>,
}

pub(crate) struct Export {
    pub(crate) name: String,
    pub(crate) function: u32,
}

/// A value in the data section that the linker knows as one unit.
pub(crate) struct Data {
    pub(crate) name: String,
    pub(crate) addresses: Range<u32>,
}

#[derive(Clone, Copy)]
pub(crate) struct Reference {
    /// Its position in `Linked::bytes`.
    pub(crate) at: usize,
    pub(crate) encoding: Encoding,
    pub(crate) target: Target,
}

#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Encoding {
    /// Unsigned LEB128 of 5 bytes.
    Unsigned,
    /// Signed LEB128 of 5 bytes.
    Signed,
    /// 4 bytes, little-endian.
    Word,
}

#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Target {
    Function(u32),
    /// An address, and the one without the addend: the symbol's own if the address is beyond it.
    Memory(u32, u32),
}

pub(super) struct Segment {
    pub(super) address: u32,
    pub(super) range: Range<usize>,
}

pub(super) struct Section {
    pub(super) id: u8,
    pub(super) range: Range<usize>,
    /// Whether only a linker reads it.
    pub(super) relocation: bool,
}

impl Linked {
    /// The position of an address in `bytes`. `None` for memory that no segment initializes.
    pub(crate) fn position(&self, address: u32) -> Option<usize> {
        self.segments.iter().find_map(|segment| {
            let at = address.checked_sub(segment.address)? as usize;
            (at < segment.range.len()).then_some(segment.range.start + at)
        })
    }

    /// The address of a position in `bytes`. `None` outside of the data.
    pub(crate) fn address(&self, at: usize) -> Option<u32> {
        self.segments.iter().find_map(|segment| {
            let offset = u32::try_from(at.checked_sub(segment.range.start)?).ok()?;
            segment
                .range
                .contains(&at)
                .then_some(segment.address + offset)
        })
    }

    /// The word at a position in `bytes`.
    pub(crate) fn word(&self, at: usize) -> Option<u32> {
        read(&self.bytes, at, Encoding::Word).ok()
    }

    /// Writes the value of a reference.
    pub(crate) fn write(&mut self, at: usize, encoding: Encoding, value: u32) {
        let bytes: Vec<u8> = match encoding {
            Encoding::Word => value.to_le_bytes().into(),
            // Addresses and slots are below 2^31, so both kinds of LEB128 are the same.
            Encoding::Signed | Encoding::Unsigned => (0..5)
                .map(|byte| (value >> (7 * byte)) as u8 & 0x7f | if byte < 4 { 0x80 } else { 0 })
                .collect(),
        };
        if let Some(place) = self.bytes.get_mut(at..at + bytes.len()) {
            place.copy_from_slice(&bytes);
        }
    }

    /// Replaces a function's body by a trap.
    pub(crate) fn trap(&mut self, body: &Range<usize>) {
        const NO_LOCALS: u8 = 0;
        const END: u8 = 0x0b;
        let (start, end) = (body.start, body.end - 1);
        self.trap_at(&(start + 1..end));
        for (at, byte) in [(start, NO_LOCALS), (end, END)] {
            if let Some(place) = self.bytes.get_mut(at) {
                *place = byte;
            }
        }
    }

    /// Replaces code by a trap.
    pub(crate) fn trap_at(&mut self, code: &Range<usize>) {
        const UNREACHABLE: u8 = 0;
        const NOP: u8 = 1;
        if let Some([first, rest @ ..]) = self.bytes.get_mut(code.clone()) {
            *first = UNREACHABLE;
            rest.fill(NOP);
        }
        self.references
            .retain(|reference| !code.contains(&reference.at));
    }

    /// Returns the module without what only a linker reads.
    pub(crate) fn finish(self) -> Vec<u8> {
        let mut module = self.bytes.get(..8).unwrap_or_default().to_vec();
        for section in self.sections.iter().filter(|section| !section.relocation) {
            module.push(section.id);
            let mut length = section.range.len();
            while length > 0x7f {
                module.push(length as u8 | 0x80);
                length >>= 7;
            }
            module.push(length as u8);
            module.extend(self.bytes.get(section.range.clone()).unwrap_or_default());
        }
        module
    }
}

impl Function {
    pub(crate) fn code<'a>(&self, bytes: &'a [u8]) -> anyhow::Result<FunctionBody<'a>> {
        let body = bytes.get(self.body.clone()).context("no such body")?;
        Ok(FunctionBody::new(BinaryReader::new(body, self.body.start)))
    }
}

/// Reads a value of this encoding at a position.
pub(super) fn read(bytes: &[u8], at: usize, encoding: Encoding) -> anyhow::Result<u32> {
    let mut reader = BinaryReader::new(bytes.get(at..).context("no such position")?, at);
    Ok(match encoding {
        Encoding::Unsigned => reader.read_var_u32()?,
        Encoding::Signed => reader.read_var_i32()? as u32,
        Encoding::Word => reader.read_u32()?,
    })
}
