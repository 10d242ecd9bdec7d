//! The names and types of the generated code.

use heck::{ToSnakeCase, ToUpperCamelCase};
use protox::prost_reflect::prost_types::field_descriptor_proto::{Label, Type};
use protox::prost_reflect::prost_types::{DescriptorProto, FieldDescriptorProto};

pub(super) fn field_type(field: &FieldDescriptorProto, up: &str) -> String {
    let base = base_type(field, up);
    if field.label() == Label::Repeated {
        format!("Vec<{base}>")
    } else if field.r#type() == Type::Message || field.proto3_optional() {
        format!("Option<{base}>")
    } else {
        base
    }
}

pub(super) fn base_type(field: &FieldDescriptorProto, up: &str) -> String {
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
pub(super) fn type_path(field: &FieldDescriptorProto, up: &str) -> String {
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

pub(super) fn in_oneof(field: &FieldDescriptorProto) -> bool {
    field.oneof_index.is_some() && !field.proto3_optional()
}

pub(super) fn oneofs(kind: &DescriptorProto) -> Vec<(i32, String)> {
    (0..)
        .zip(&kind.oneof_decl)
        .filter(|(index, _)| members(kind, *index).next().is_some())
        .map(|(index, oneof)| (index, oneof.name().to_snake_case()))
        .collect()
}

pub(super) fn members(
    kind: &DescriptorProto,
    index: i32,
) -> impl Iterator<Item = &FieldDescriptorProto> {
    kind.field
        .iter()
        .filter(move |field| in_oneof(field) && field.oneof_index == Some(index))
}

pub(super) fn variant(field: &FieldDescriptorProto) -> String {
    field.name().to_upper_camel_case()
}

pub(super) fn ident(field: &FieldDescriptorProto) -> String {
    match field.name().to_snake_case().as_str() {
        keyword @ ("type" | "final") => format!("r#{keyword}"),
        name => name.to_owned(),
    }
}
