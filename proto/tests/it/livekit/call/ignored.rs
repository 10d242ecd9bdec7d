//! What is not understood is counted.

use super::*;

/// An encoded message with one field, which holds a message.
fn with_field(number: u32) -> Vec<u8> {
    let key = number << 3 | 2;
    let mut bytes = match key {
        0..0x80 => vec![key as u8],
        _ => vec![key as u8 | 0x80, (key >> 7) as u8],
    };
    bytes.extend([2, 8, 1]);
    bytes
}

#[test]
fn signal_messages_of_an_unknown_kind_are_counted() {
    let mut harness = Harness::open(options());
    let before = harness.machine.ignored();
    // Connection qualities, stream states, subscriptions: known, and not needed.
    for number in [12, 13, 14, 15, 21, 23, 24, 26] {
        harness.frame(with_field(number));
    }
    assert_eq!(harness.machine.ignored(), before);
    for unknown in [with_field(90), with_field(7), Vec::new(), vec![0xFF; 9]] {
        harness.frame(unknown);
    }
    assert_eq!(harness.machine.ignored(), before + 4);
    let socket = harness.socket_id();
    harness.transport(LiveKitInput::Socket(socket, SocketInput::Text));
    assert_eq!(harness.machine.ignored(), before + 5);
    assert_eq!(harness.events(), []);
}

#[test]
fn data_packets_of_an_unknown_kind_are_counted() {
    let mut harness = Harness::open(options());
    let before = harness.machine.ignored();
    let mut receive = |bytes: Vec<u8>| {
        harness.peer(PeerInput::ChannelMessage(Channel::Reliable, bytes));
        harness.machine.ignored()
    };
    // Speakers, DTMF, metrics, chat messages, RPC: known, and read elsewhere or not at all.
    for number in [3, 6, 8, 9, 10, 11, 12] {
        assert_eq!(receive(with_field(number)), before);
    }
    // Encrypted, of a newer protocol, and without content, as for a text message.
    for (count, bytes) in (1..).zip([with_field(18), with_field(90), Vec::new()]) {
        assert_eq!(receive(bytes), before + count);
    }
    harness.transport(LiveKitInput::Ignored);
    assert_eq!(harness.machine.ignored(), before + 4);
}

#[test]
fn stream_packets_without_a_header_are_counted() {
    use wire::{data_packet::Value, data_stream as stream};
    let mut harness = Harness::open(options());
    let header = |topic: &str| {
        Value::StreamHeader(stream::Header {
            stream_id: "id".into(),
            topic: topic.into(),
            ..Default::default()
        })
    };
    let chunk = |length: usize| {
        Value::StreamChunk(stream::Chunk {
            stream_id: "id".into(),
            content: vec![b'a'; length],
            ..Default::default()
        })
    };
    let trailer = || {
        Value::StreamTrailer(stream::Trailer {
            stream_id: "id".into(),
            ..Default::default()
        })
    };
    let mut receive = |value| {
        let before = harness.machine.ignored();
        harness.packet(value);
        harness.machine.ignored() - before
    };
    assert_eq!(receive(chunk(1)), 1);
    assert_eq!(receive(trailer()), 1);
    // Topics that are not read, and streams that are.
    for topic in ["files", "lk.transcription"] {
        assert_eq!(receive(header(topic)), 0);
        assert_eq!(receive(chunk(1)) + receive(chunk(1)), 0, "{topic}");
        assert_eq!(receive(trailer()), 0, "{topic}");
        assert_eq!(receive(chunk(1)) + receive(trailer()), 2, "{topic}");
    }
    // A stream that is too long is counted once.
    receive(header("lk.transcription"));
    assert_eq!(receive(chunk(2_000_000)), 1);
    assert_eq!(receive(chunk(1)) + receive(trailer()), 0);
    // As is one that exceeds the number of open streams.
    for number in 0..64 {
        assert_eq!(
            receive(Value::StreamHeader(stream::Header {
                stream_id: number.to_string(),
                topic: "lk.transcription".into(),
                ..Default::default()
            })),
            0
        );
    }
    assert_eq!(receive(header("lk.transcription")), 1);
    assert_eq!(receive(chunk(1)) + receive(trailer()), 0);
    // The words of a sender that has left are complete.
    harness.server(update(wire::ParticipantInfo {
        state: 3,
        ..agent()
    }));
    let before = harness.machine.ignored();
    harness.packet(Value::StreamTrailer(stream::Trailer {
        stream_id: "0".into(),
        ..Default::default()
    }));
    assert_eq!(harness.machine.ignored(), before);
}

#[test]
fn rejected_request_is_an_error_that_ends_nothing() {
    use wire::{RequestResponse, request_response::Reason, signal_response};
    let mut harness = Harness::open(options());
    for reason in [Reason::Ok, Reason::Queued, Reason::LimitExceeded] {
        harness.server(signal_response::Message::RequestResponse(RequestResponse {
            reason: reason.into(),
            ..Default::default()
        }));
    }
    let [Event::Error(error)] = &harness.events()[..] else {
        panic!("{:?}", harness.events())
    };
    assert_eq!(error.reason(), speko_proto::ErrorReason::Reported);
    assert_eq!(error.cause(), Some("LIMIT_EXCEEDED"));
    assert_eq!(harness.machine.status(), speko_proto::Status::Connected);
}
