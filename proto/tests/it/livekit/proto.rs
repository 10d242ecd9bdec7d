//! The protobuf subset: the generated code is up to date, and wire-compatible with LiveKit's full
//! schema.

#[test]
fn generated_code_is_up_to_date() {
    let present = include_str!(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/src/livekit/wire/generated.rs"
    ));
    assert!(
        present == xtask::schema::generate(),
        "wire/generated.rs is stale: run `cargo run -p xtask --features schema -- schema`"
    );
}

/// For every message that we send or read, with every oneof variant and every field set, LiveKit's
/// own schema reads the same names and values.
#[test]
fn subset_is_wire_compatible_with_livekits_schema() {
    use livekit_protocol as theirs;
    let mut checked = 0;
    use speko_proto::livekit::wire as ours;
    checked += check::<theirs::SignalRequest>("livekit.SignalRequest", |bytes| {
        ours::SignalRequest::decode(bytes).map(|read| read.encode_to_vec())
    });
    checked += check::<theirs::SignalResponse>("livekit.SignalResponse", |bytes| {
        ours::SignalResponse::decode(bytes).map(|read| read.encode_to_vec())
    });
    checked += check::<theirs::WrappedJoinRequest>("livekit.WrappedJoinRequest", |bytes| {
        ours::WrappedJoinRequest::decode(bytes).map(|read| read.encode_to_vec())
    });
    checked += check::<theirs::JoinRequest>("livekit.JoinRequest", |bytes| {
        ours::JoinRequest::decode(bytes).map(|read| read.encode_to_vec())
    });
    checked += check::<theirs::DataPacket>("livekit.DataPacket", |bytes| {
        ours::DataPacket::decode(bytes).map(|read| read.encode_to_vec())
    });
    assert!(checked > 30, "only {checked} samples");
}

/// Decodes and encodes bytes with our code.
type Through = fn(&[u8]) -> Result<Vec<u8>, speko_proto::livekit::wire::Malformed>;

fn check<Theirs: prost::Message + Default + PartialEq + serde::Serialize + std::fmt::Debug>(
    name: &str,
    through: Through,
) -> usize {
    let pool = prost_reflect::DescriptorPool::from_file_descriptor_set(xtask::schema::schema())
        .expect("a valid set");
    let message = pool.get_message_by_name(name).expect("in the schema");
    let samples = samples(&message);
    for sample in &samples {
        let bytes = prost::Message::encode_to_vec(sample);
        let read = Theirs::decode(bytes.as_slice()).expect("LiveKit reads it");
        let ours = as_maps(serde_json::to_value(sample).expect("JSON"));
        let theirs = serde_json::to_value(&read).expect("JSON");
        assert_eq!(ours, theirs, "{name}");
        // Our code neither loses nor changes a field, and skips unknown ones.
        let again = Theirs::decode(through(&bytes).expect("we read it").as_slice());
        assert_eq!(again.expect("LiveKit reads ours"), read, "{name}");
        let strange = [bytes.as_slice(), UNKNOWN].concat();
        assert_eq!(through(&strange), through(&bytes), "{name}");
        // For each truncation, our decoder accepts the same inputs as LiveKit's.
        for end in 0..bytes.len() {
            let cut = bytes.get(..end).expect("in range");
            assert_eq!(through(cut).is_ok(), Theirs::decode(cut).is_ok(), "{name}");
        }
    }
    samples.len()
}

/// Field 900 as a varint, as bytes, in both fixed widths, and as a group with a field in it.
const UNKNOWN: &[u8] = &[
    0xa0, 0x38, 0x96, 0x01, 0xa2, 0x38, 2, 1, 2, 0xa1, 0x38, 1, 2, 3, 4, 5, 6, 7, 8, 0xa5, 0x38, 1,
    2, 3, 4, 0xa3, 0x38, 0x08, 1, 0xa4, 0x38,
];

proptest::proptest! {
    /// Any bytes: no panic, and accepted input survives a round trip.
    #[test]
    fn any_decoded_bytes_survive_a_round_trip(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..200)) {
        use speko_proto::livekit::wire::{DataPacket, SignalResponse};
        if let Ok(read) = SignalResponse::decode(&bytes) {
            proptest::prop_assert_eq!(SignalResponse::decode(&read.encode_to_vec()), Ok(read));
        }
        if let Ok(read) = DataPacket::decode(&bytes) {
            proptest::prop_assert_eq!(DataPacket::decode(&read.encode_to_vec()), Ok(read));
        }
    }
}

/// A length beyond the end, an unterminated varint, field 0, an unclosed group, invalid UTF-8: all
/// are malformed, and no memory is allocated for them.
#[test]
fn malformed_input_is_rejected() {
    use speko_proto::livekit::wire::{DataPacket, Malformed};
    for bytes in [
        &[0x22, 0xff, 0xff, 0xff, 0xff, 0x0f][..],
        &[0x80; 11],
        &[0x02, 0x00],
        &[0x0b],
        &[0x0c],
        &[0x22, 1, 0xff],
        &[0x20, 1],
        &[0x07],
    ] {
        assert_eq!(DataPacket::decode(bytes), Err(Malformed), "{bytes:?}");
    }
}

/// Returns one message for each variant of its oneofs, at any depth, with all other fields set.
fn samples(message: &prost_reflect::MessageDescriptor) -> Vec<prost_reflect::DynamicMessage> {
    let mut plain = prost_reflect::DynamicMessage::new(message.clone());
    for field in message.fields().filter(|field| {
        field
            .containing_oneof()
            .is_none_or(|oneof| oneof.is_synthetic())
    }) {
        let (values, _) = values(&field);
        plain.set_field(&field, values.into_iter().next().expect("at least one"));
    }
    let mut all = Vec::new();
    // The other values of each field, one at a time.
    for field in message.fields() {
        let (values, is_message) = values(&field);
        let chosen = field
            .containing_oneof()
            .is_some_and(|oneof| !oneof.is_synthetic());
        for value in values.into_iter().skip(usize::from(!chosen)) {
            if chosen || is_message {
                let mut sample = plain.clone();
                sample.set_field(&field, value);
                all.push(sample);
            }
        }
    }
    if all.is_empty() {
        all.push(plain);
    }
    all
}

fn values(field: &prost_reflect::FieldDescriptor) -> (Vec<prost_reflect::Value>, bool) {
    use prost_reflect::{Kind, Value};
    let values = match field.kind() {
        Kind::String => vec![Value::String(field.name().to_owned())],
        Kind::Bytes => vec![Value::Bytes(vec![1, 2, 255].into())],
        Kind::Bool => vec![Value::Bool(true)],
        Kind::Int32 => vec![Value::I32(-7)],
        Kind::Uint32 => vec![Value::U32(7)],
        Kind::Int64 => vec![Value::I64(-1 << 40)],
        Kind::Uint64 => vec![Value::U64(1 << 40)],
        Kind::Float => vec![Value::F32(0.5)],
        Kind::Enum(kind) => kind
            .values()
            .skip(1)
            .map(|value| Value::EnumNumber(value.number()))
            .collect(),
        Kind::Message(message) => samples(&message).into_iter().map(Value::Message).collect(),
        other => panic!("{other:?} is not in the schema"),
    };
    let is_message = matches!(field.kind(), Kind::Message(_) | Kind::Enum(_));
    if field.is_list() {
        return (
            values
                .into_iter()
                .map(|value| Value::List(vec![value]))
                .collect(),
            is_message,
        );
    }
    (values, is_message)
}

/// Converts our lists of entries to maps, as in LiveKit's schema.
fn as_maps(json: serde_json::Value) -> serde_json::Value {
    use serde_json::Value;
    match json {
        Value::Array(items) => {
            let entry = |item: &Value| {
                let fields = item.as_object().filter(|fields| fields.len() == 2)?;
                let key = fields.get("key")?.as_str()?.to_owned();
                Some((key, fields.get("value")?.clone()))
            };
            match items
                .iter()
                .map(entry)
                .collect::<Option<serde_json::Map<_, _>>>()
            {
                Some(map) if !map.is_empty() => Value::Object(map),
                _ => Value::Array(items.into_iter().map(as_maps).collect()),
            }
        }
        Value::Object(fields) => fields
            .into_iter()
            .map(|(name, value)| (name, as_maps(value)))
            .collect(),
        other => other,
    }
}
