//! Generates the Rust types of a schema, and for each type the functions that read and write it
//! with `livekit/wire/codec.rs`.

use std::fmt::Write;

use heck::{ToSnakeCase, ToUpperCamelCase};
use protox::prost_reflect::prost_types::field_descriptor_proto::{Label, Type};
use protox::prost_reflect::prost_types::{
    DescriptorProto, EnumDescriptorProto, FieldDescriptorProto, FileDescriptorProto,
};

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

macro_rules! put {
    ($out:expr, $($text:tt)*) => { writeln!($out, $($text)*).expect("infallible") };
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

fn read(
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

fn write(
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

fn field_type(field: &FieldDescriptorProto, up: &str) -> String {
    let base = base_type(field, up);
    if field.label() == Label::Repeated {
        format!("Vec<{base}>")
    } else if field.r#type() == Type::Message || field.proto3_optional() {
        format!("Option<{base}>")
    } else {
        base
    }
}

fn base_type(field: &FieldDescriptorProto, up: &str) -> String {
    match field.r#type() {
        Type::String => "String".to_owned(),
        Type::Bytes => "Vec<u8>".to_owned(),
        Type::Bool => "bool".to_owned(),
        Type::Int32 | Type::Enum => "i32".to_owned(),
        Type::Uint32 => "u32".to_owned(),
        Type::Int64 => "i64".to_owned(),
        Type::Uint64 => "u64".to_owned(),
        _ => type_path(field, up),
    }
}

/// Returns the Rust path of the field's type: `.livekit.DataStream.Header` is
/// `data_stream::Header`.
fn type_path(field: &FieldDescriptorProto, up: &str) -> String {
    let mut parts: Vec<_> = field
        .type_name()
        .trim_start_matches(".livekit.")
        .split('.')
        .collect();
    let name = parts.pop().unwrap_or_default().to_upper_camel_case();
    let modules: String = parts
        .iter()
        .map(|part| part.to_snake_case() + "::")
        .collect();
    format!("{up}{modules}{name}")
}

fn enumeration(out: &mut String, kind: &EnumDescriptorProto) {
    let name = kind.name().to_upper_camel_case();
    let variants: Vec<_> = kind
        .value
        .iter()
        .map(|value| (value.name().to_upper_camel_case(), value))
        .collect();
    put!(
        out,
        "#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]\n#[repr(i32)]\npub enum {name} {{\n    #[default]"
    );
    for (variant, value) in &variants {
        put!(out, "    {variant} = {},", value.number());
    }
    put!(
        out,
        "}}\nimpl {name} {{\n    pub fn as_str_name(self) -> &'static str {{\n        match self {{"
    );
    for (variant, value) in &variants {
        put!(out, "            Self::{variant} => \"{}\",", value.name());
    }
    put!(
        out,
        "        }}\n    }}\n}}\nimpl From<{name}> for i32 {{\n    fn from(value: {name}) -> i32 {{ value as i32 }}\n}}"
    );
    put!(
        out,
        "impl TryFrom<i32> for {name} {{\n    type Error = ();\n    fn try_from(value: i32) -> Result<Self, ()> {{"
    );
    put!(out, "        Ok(match value {{");
    for (variant, value) in &variants {
        put!(out, "            {} => Self::{variant},", value.number());
    }
    put!(
        out,
        "            _ => return Err(()),\n        }})\n    }}\n}}"
    );
}

fn in_oneof(field: &FieldDescriptorProto) -> bool {
    field.oneof_index.is_some() && !field.proto3_optional()
}

fn oneofs(kind: &DescriptorProto) -> Vec<(i32, String)> {
    (0..)
        .zip(&kind.oneof_decl)
        .filter(|(index, _)| members(kind, *index).next().is_some())
        .map(|(index, oneof)| (index, oneof.name().to_snake_case()))
        .collect()
}

fn members(kind: &DescriptorProto, index: i32) -> impl Iterator<Item = &FieldDescriptorProto> {
    kind.field
        .iter()
        .filter(move |field| in_oneof(field) && field.oneof_index == Some(index))
}

fn variant(field: &FieldDescriptorProto) -> String {
    field.name().to_upper_camel_case()
}

fn ident(field: &FieldDescriptorProto) -> String {
    match field.name().to_snake_case().as_str() {
        keyword @ ("type" | "final") => format!("r#{keyword}"),
        name => name.to_owned(),
    }
}
