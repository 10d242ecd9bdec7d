//! Typed messages for LiveKit Agents workers: text streams on `lk.chat`.

use speko_proto::livekit::io::*;
use speko_proto::livekit::wire::DataPacket;
use speko_proto::livekit::wire::data_packet::Value;

use crate::support::livekit::{Harness, options};

/// Returns what was sent on the reliable channel, as sequence number and value.
fn sent(harness: &Harness) -> Vec<(u32, Value)> {
    let packet = |output: &Output| match output {
        Output::Transport(LiveKitOutput::Publisher(PeerOutput::Send(Channel::Reliable, bytes))) => {
            let packet = DataPacket::decode(bytes.as_slice()).unwrap();
            Some((packet.sequence, packet.value.unwrap()))
        }
        _ => None,
    };
    harness.outputs.iter().filter_map(packet).collect()
}

fn chat(harness: &mut Harness, text: &str) -> Vec<(u32, Value)> {
    harness.outputs.clear();
    harness.transport(LiveKitInput::Chat(text.to_owned()));
    sent(harness)
}

#[test]
fn chat_message_is_one_text_stream_on_lk_chat() {
    let mut harness = Harness::open(options());
    let packets = chat(&mut harness, "Hello");
    let [
        (1, Value::StreamHeader(header)),
        (2, Value::StreamChunk(chunk)),
        (3, Value::StreamTrailer(trailer)),
    ] = &packets[..]
    else {
        panic!("{packets:?}")
    };
    assert_eq!(header.topic, "lk.chat");
    assert_eq!(header.mime_type, "text/plain");
    assert_eq!(header.total_length, Some(5));
    assert!(
        header.text_header.is_some(),
        "without it, receivers drop the stream as a file"
    );
    assert_eq!(header.timestamp, 1_000);
    assert_eq!(chunk.content, b"Hello");
    assert_eq!(chunk.stream_id, header.stream_id);
    assert_eq!(trailer.stream_id, header.stream_id);
    assert_eq!(
        trailer.reason, "",
        "a reason means that the stream was aborted"
    );
}

#[test]
fn long_chat_messages_are_chunked_and_stream_ids_are_unique() {
    let mut harness = Harness::open(options());
    let text = "ä".repeat(20_000);
    let packets = chat(&mut harness, &text);
    let mut whole = Vec::new();
    let mut indexes = Vec::new();
    for (_, value) in &packets {
        if let Value::StreamChunk(chunk) = value {
            assert!(std::str::from_utf8(&chunk.content).is_ok());
            indexes.push(chunk.chunk_index);
            whole.extend_from_slice(&chunk.content);
        }
    }
    assert_eq!(String::from_utf8(whole).unwrap(), text);
    assert_eq!(indexes, [0, 1, 2]);

    let id = |packets: &[(u32, Value)]| match &packets[0].1 {
        Value::StreamHeader(header) => header.stream_id.clone(),
        other => panic!("{other:?}"),
    };
    let next = chat(&mut harness, "again");
    assert_ne!(id(&packets), id(&next));
}

#[test]
fn chat_is_not_sent_before_or_after_the_session() {
    let mut harness = Harness::joined(options());
    assert!(chat(&mut harness, "early").is_empty());
    let mut harness = Harness::open(options());
    harness.command(Command::End);
    assert!(chat(&mut harness, "late").is_empty());
}
