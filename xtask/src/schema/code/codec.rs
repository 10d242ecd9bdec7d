//! The implementations of `Read` and `Write` for a message.

use std::fmt::Write;

use heck::ToUpperCamelCase;
use protox::prost_reflect::prost_types::field_descriptor_proto::{Label, Type};
use protox::prost_reflect::prost_types::{DescriptorProto, FieldDescriptorProto};

use super::types::{ident, in_oneof, members, variant};

pub(super) fn read(
    out: &mut String,
    kind: &DescriptorProto,
    name: &str,
    module: &str,
    oneofs: &[(i32, String)],
    up: &str,
) {
    put!(out, "impl {up}codec::Read for {name} {{");
    put!(
        out,
        "    fn place(&mut self, number: u32) -> Option<{up}codec::Place<'_>> {{"
    );
    let places = format!("{up}codec::Place");
    if kind.field.is_empty() {
        put!(out, "        None\n    }}\n}}");
        return;
    }
    put!(out, "        Some(match number {{");
    for field in kind.field.iter().filter(|field| !in_oneof(field)) {
        let (number, ident, place) = (field.number(), ident(field), place(field));
        let is_message = field.r#type() == Type::Message;
        let target = if field.label() == Label::Repeated && field.r#type() == Type::Enum {
            put!(
                out,
                "            {number} => {places}::Numbers(&mut self.{ident}),"
            );
            continue;
        } else if field.label() == Label::Repeated {
            format!("{up}codec::added(&mut self.{ident})?")
        } else if is_message || field.proto3_optional() {
            format!("self.{ident}.get_or_insert_default()")
        } else {
            format!("&mut self.{ident}")
        };
        put!(out, "            {number} => {places}::{place}({target}),");
    }
    for (index, oneof) in oneofs {
        let of = format!("{module}::{}", oneof.to_upper_camel_case());
        let numbers: Vec<_> = members(kind, *index)
            .map(|field| field.number().to_string())
            .collect();
        put!(out, "            {} => {{", numbers.join(" | "));
        put!(out, "                let chosen = match number {{");
        for field in members(kind, *index) {
            put!(
                out,
                "                    {} => {of}::{}(Default::default()),",
                field.number(),
                variant(field)
            );
        }
        put!(
            out,
            "                    _ => return None,\n                }};"
        );
        put!(
            out,
            "                match {up}codec::chosen(&mut self.{oneof}, chosen) {{"
        );
        for field in members(kind, *index) {
            put!(
                out,
                "                    {of}::{}(item) => {places}::{}(item),",
                variant(field),
                place(field)
            );
        }
        put!(out, "                }}\n            }}");
    }
    put!(
        out,
        "            _ => return None,\n        }})\n    }}\n}}"
    );
}

pub(super) fn write(
    out: &mut String,
    kind: &DescriptorProto,
    name: &str,
    module: &str,
    oneofs: &[(i32, String)],
    up: &str,
) {
    put!(
        out,
        "impl {up}codec::Write for {name} {{\n    fn write(&self, out: &mut Vec<u8>) {{"
    );
    for field in kind.field.iter().filter(|field| !in_oneof(field)) {
        let ident = ident(field);
        if field.label() == Label::Repeated && field.r#type() == Type::Enum {
            put!(
                out,
                "        {up}codec::numbers(out, {}, &self.{ident});",
                field.number()
            );
        } else if field.label() == Label::Repeated {
            put!(
                out,
                "        for item in &self.{ident} {{ {up}{} }}",
                put_item(field, "item", true)
            );
        } else if field.r#type() == Type::Message || field.proto3_optional() {
            put!(
                out,
                "        if let Some(item) = &self.{ident} {{ {up}{} }}",
                put_item(field, "item", true)
            );
        } else {
            put!(
                out,
                "        let item = &self.{ident};\n        {up}{}",
                put_item(field, "item", false)
            );
        }
    }
    for (index, oneof) in oneofs {
        put!(
            out,
            "        match &self.{oneof} {{\n            None => {{}}"
        );
        for field in members(kind, *index) {
            let of = format!(
                "{module}::{}::{}",
                oneof.to_upper_camel_case(),
                variant(field)
            );
            put!(
                out,
                "            Some({of}(item)) => {up}{}",
                put_item(field, "item", true).replace(';', ",")
            );
        }
        put!(out, "        }}");
    }
    put!(out, "    }}\n}}");
}

/// Returns the call that writes `item`. With `always`, default values are written too.
fn put_item(field: &FieldDescriptorProto, item: &str, always: bool) -> String {
    let (number, some) = (field.number(), if always { "some_" } else { "" });
    match field.r#type() {
        Type::Message => format!("codec::message(out, {number}, {item});"),
        Type::String => format!("codec::{some}bytes(out, {number}, {item}.as_bytes());"),
        Type::Bytes => format!("codec::{some}bytes(out, {number}, {item});"),
        Type::Bool => format!("codec::{some}number(out, {number}, u64::from(*{item}));"),
        _ => format!("codec::{some}number(out, {number}, *{item} as i64 as u64);"),
    }
}

/// Returns the `Place` variant that reads the field's value.
fn place(field: &FieldDescriptorProto) -> &'static str {
    match field.r#type() {
        Type::Message => "Message",
        Type::String => "Text",
        Type::Bytes => "Bytes",
        Type::Bool => "Bool",
        Type::Int32 | Type::Enum => "Int32",
        Type::Uint32 => "Uint32",
        Type::Int64 => "Int64",
        Type::Uint64 => "Uint64",
        other => panic!("{other:?} is not in the schema"),
    }
}
