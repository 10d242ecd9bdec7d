//! Reads a module that was linked with relocations.

use std::collections::BTreeMap;

use anyhow::{Context, bail, ensure};
use wasmparser::{
    CompositeInnerType, ConstExpr, CustomSectionReader, Data as DataItem, DataKind, Element,
    ElementItems, ElementKind, ExternalKind, KnownCustom, Linking, Name, NameSectionReader,
    Operator, Parser, Payload, RelocSectionReader, RelocationType, SymbolInfo, TypeRef,
};

use super::linked::{
    Data, Encoding, Export, Function, Linked, Reference, Section, Segment, Target, read,
};

/// The ids of sections.
const CODE: u8 = 10;
const DATA: u8 = 11;

pub(super) fn parse(bytes: Vec<u8>) -> anyhow::Result<Linked> {
    let mut reading = Reading::default();
    for payload in Parser::new(0).parse_all(&bytes) {
        let payload = payload?;
        if let Some((id, range)) = payload.as_section() {
            reading.linked.sections.push(Section {
                id,
                range,
                relocation: false,
            });
        }
        reading.add(payload)?;
    }
    let mut linked = reading.finish(&bytes)?;
    linked.bytes = bytes;
    Ok(linked)
}

/// What is known so far. Relocations refer to symbols that may come after them.
#[derive(Default)]
struct Reading<'a> {
    linked: Linked,
    /// The number of parameters of each type of function.
    params: Vec<usize>,
    /// The type of each function.
    types: Vec<u32>,
    imported: u32,
    names: BTreeMap<u32, String>,
    symbols: Vec<SymbolInfo<'a>>,
    relocations: Vec<RelocSectionReader<'a>>,
}

impl<'a> Reading<'a> {
    fn add(&mut self, payload: Payload<'a>) -> anyhow::Result<()> {
        match payload {
            Payload::TypeSection(section) => {
                for group in section {
                    self.params
                        .extend(group?.types().map(|ty| match &ty.composite_type.inner {
                            CompositeInnerType::Func(ty) => ty.params().len(),
                            _ => 0,
                        }));
                }
            }
            Payload::ImportSection(section) => {
                for import in section.into_imports() {
                    if let TypeRef::Func(_) = import?.ty {
                        self.imported += 1;
                    }
                }
            }
            Payload::FunctionSection(section) => {
                self.types = section.into_iter().collect::<Result<_, _>>()?;
            }
            Payload::ExportSection(section) => {
                for export in section {
                    let export = export?;
                    if export.kind == ExternalKind::Func {
                        let (name, function) = (export.name.to_owned(), export.index);
                        self.linked.exports.push(Export { name, function });
                    }
                }
            }
            Payload::StartSection { func, .. } => self.linked.start = Some(func),
            Payload::ElementSection(section) => {
                for element in section {
                    self.element(element?)?;
                }
            }
            Payload::CodeSectionEntry(body) => {
                let number = self.linked.functions.len();
                let ty = *self.types.get(number).context("a body without a type")?;
                let params = self.params.get(ty as usize).context("no such type")?;
                self.linked.functions.push(Function {
                    index: self.imported + u32::try_from(number)?,
                    name: String::new(),
                    params: u32::try_from(*params)?,
                    body: body.range(),
                });
            }
            Payload::DataSection(section) => {
                for data in section {
                    self.data(data?)?;
                }
            }
            Payload::CustomSection(section) => self.custom(&section)?,
            _ => {}
        }
        Ok(())
    }

    fn element(&mut self, element: Element<'_>) -> anyhow::Result<()> {
        let (ElementKind::Active { offset_expr, .. }, ElementItems::Functions(functions)) =
            (element.kind, element.items)
        else {
            bail!("a table of an unknown kind");
        };
        for (slot, function) in (constant(&offset_expr)?..).zip(functions) {
            self.linked.table.insert(slot, function?);
        }
        Ok(())
    }

    fn data(&mut self, data: DataItem<'_>) -> anyhow::Result<()> {
        let DataKind::Active { offset_expr, .. } = data.kind else {
            bail!("a passive data segment");
        };
        let end = data.range.end;
        self.linked.segments.push(Segment {
            address: constant(&offset_expr)?,
            range: end - data.data.len()..end,
        });
        Ok(())
    }

    fn custom(&mut self, section: &CustomSectionReader<'a>) -> anyhow::Result<()> {
        match section.as_known() {
            KnownCustom::Name(section) => return self.names(section),
            KnownCustom::Linking(linking) => {
                for part in linking.subsections() {
                    if let Linking::SymbolTable(table) = part? {
                        self.symbols = table.into_iter().collect::<Result<_, _>>()?;
                    }
                }
            }
            KnownCustom::Reloc(section) => self.relocations.push(section),
            _ => return Ok(()),
        }
        if let Some(section) = self.linked.sections.last_mut() {
            section.relocation = true;
        }
        Ok(())
    }

    fn names(&mut self, section: NameSectionReader<'_>) -> anyhow::Result<()> {
        for part in section {
            match part? {
                Name::Function(map) => {
                    for name in map {
                        let name = name?;
                        self.names.insert(name.index, name.name.to_owned());
                    }
                }
                Name::Global(map) => {
                    for name in map {
                        let name = name?;
                        if name.name == "__stack_pointer" {
                            self.linked.stack_pointer = Some(name.index);
                        }
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn finish(mut self, bytes: &[u8]) -> anyhow::Result<Linked> {
        for function in &mut self.linked.functions {
            function.name = self.names.remove(&function.index).unwrap_or_default();
        }
        for symbol in &self.symbols {
            let SymbolInfo::Data {
                name,
                symbol: Some(place),
                ..
            } = symbol
            else {
                continue;
            };
            let segment = self.linked.segments.get(place.index as usize);
            let start = segment.context("no such segment")?.address + place.offset;
            self.linked.data.push(Data {
                name: (*name).to_owned(),
                addresses: start..start + place.size,
            });
        }
        for section in std::mem::take(&mut self.relocations) {
            self.relocations(bytes, &section)?;
        }
        let mut linked = self.linked;
        linked.references.sort_by_key(|reference| reference.at);
        Ok(linked)
    }

    fn relocations(
        &mut self,
        bytes: &[u8],
        relocations: &RelocSectionReader<'_>,
    ) -> anyhow::Result<()> {
        let section = self
            .linked
            .sections
            .get(relocations.section_index() as usize);
        let section = section.context("no such section")?;
        // Others are for debuggers.
        if ![CODE, DATA].contains(&section.id) {
            return Ok(());
        }
        let start = section.range.start;
        for entry in relocations.entries() {
            let entry = entry?;
            let at = start + entry.offset as usize;
            let encoding = match entry.ty {
                RelocationType::FunctionIndexLeb | RelocationType::MemoryAddrLeb => {
                    Encoding::Unsigned
                }
                RelocationType::TableIndexSleb | RelocationType::MemoryAddrSleb => Encoding::Signed,
                RelocationType::TableIndexI32 | RelocationType::MemoryAddrI32 => Encoding::Word,
                RelocationType::TypeIndexLeb
                | RelocationType::GlobalIndexLeb
                | RelocationType::TableNumberLeb => continue,
                other => bail!("a relocation of an unknown kind: {other:?}"),
            };
            let value = read(bytes, at, encoding)?;
            let target = match entry.ty {
                RelocationType::FunctionIndexLeb => match self.symbols.get(entry.index as usize) {
                    Some(SymbolInfo::Func { index, .. }) => {
                        ensure!(
                            *index == value,
                            "a call of another function than its symbol"
                        );
                        Target::Function(value)
                    }
                    _ => bail!("a call of a symbol that is no function"),
                },
                RelocationType::TableIndexSleb | RelocationType::TableIndexI32 => {
                    let function = self
                        .linked
                        .table
                        .get(&value)
                        .context("an empty slot in the table")?;
                    Target::Function(*function)
                }
                _ => Target::Memory(value, value.wrapping_sub(entry.addend as u32)),
            };
            self.linked.references.push(Reference {
                at,
                encoding,
                target,
            });
        }
        Ok(())
    }
}

fn constant(expression: &ConstExpr<'_>) -> anyhow::Result<u32> {
    match expression.get_operators_reader().read()? {
        Operator::I32Const { value } => Ok(value as u32),
        other => bail!("an offset that is no constant: {other:?}"),
    }
}
