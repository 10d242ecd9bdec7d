//! Generates the Rust types of a schema, and for each type the functions that read and write it
//! with `livekit/wire/codec.rs`.

macro_rules! put {
    ($out:expr, $($text:tt)*) => { writeln!($out, $($text)*).expect("infallible") };
}

mod codec;
mod enumeration;
mod types;

use std::fmt::Write;

use codec::{read, write};
use enumeration::enumeration;
use heck::{ToSnakeCase, ToUpperCamelCase};
use protox::prost_reflect::prost_types::field_descriptor_proto::{Label, Type};
use protox::prost_reflect::prost_types::{DescriptorProto, FileDescriptorProto};
use types::{base_type, field_type, ident, in_oneof, members, oneofs, type_path, variant};

/// Returns the code for one file.
pub(crate) fn of(file: &FileDescriptorProto) -> String {
    let mut out = String::new();
    for kind in &file.enum_type {
        enumeration(&mut out, kind);
    }
    for kind in &file.message_type {
        message(&mut out, kind, "");
    }
    out
}

/// Generates a message. `path` is the enclosing module, followed by `::`.
fn message(out: &mut String, kind: &DescriptorProto, path: &str) {
    let name = kind.name().to_upper_camel_case();
    let module = kind.name().to_snake_case();
    let up = "super::".repeat(path.matches("::").count());
    put!(
        out,
        "#[derive(Clone, Debug, Default, PartialEq)]\npub struct {name} {{"
    );
    for field in kind.field.iter().filter(|field| !in_oneof(field)) {
        put!(out, "    pub {}: {},", ident(field), field_type(field, &up));
    }
    let oneofs = oneofs(kind);
    for (_, oneof) in &oneofs {
        put!(
            out,
            "    pub {oneof}: Option<{module}::{}>,",
            oneof.to_upper_camel_case()
        );
    }
    put!(out, "}}");
    read(out, kind, &name, &module, &oneofs, &up);
    write(out, kind, &name, &module, &oneofs, &up);
    put!(out, "impl {name} {{");
    put!(
        out,
        "    pub fn encode_to_vec(&self) -> Vec<u8> {{ {up}codec::written(self) }}"
    );
    put!(
        out,
        "    pub fn decode(bytes: &[u8]) -> Result<Self, {up}Malformed> {{"
    );
    put!(out, "        let mut message = Self::default();");
    put!(
        out,
        "        {up}codec::read(&mut message, bytes).map(|()| message)\n    }}"
    );
    for field in kind.field.iter().filter(|field| !in_oneof(field)) {
        if field.r#type() == Type::Enum && field.label() != Label::Repeated {
            let (ident, of) = (ident(field), type_path(field, &up));
            put!(
                out,
                "    pub fn {ident}(&self) -> {of} {{ {of}::try_from(self.{ident}).unwrap_or_default() }}"
            );
        }
    }
    put!(out, "}}");
    if !oneofs.is_empty() || !kind.enum_type.is_empty() || !kind.nested_type.is_empty() {
        put!(out, "pub mod {module} {{");
        for (index, oneof) in &oneofs {
            put!(
                out,
                "#[derive(Clone, Debug, PartialEq)]\npub enum {} {{",
                oneof.to_upper_camel_case()
            );
            for field in members(kind, *index) {
                put!(
                    out,
                    "    {}({}),",
                    variant(field),
                    base_type(field, &format!("super::{up}"))
                );
            }
            put!(out, "}}");
        }
        for kind in &kind.enum_type {
            enumeration(out, kind);
        }
        for kind in &kind.nested_type {
            message(out, kind, &format!("{path}{module}::"));
        }
        put!(out, "}}");
    }
}
