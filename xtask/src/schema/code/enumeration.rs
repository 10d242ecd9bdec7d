//! Generates an enum.

use std::fmt::Write;

use heck::ToUpperCamelCase;
use protox::prost_reflect::prost_types::EnumDescriptorProto;

pub(super) fn enumeration(out: &mut String, kind: &EnumDescriptorProto) {
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
