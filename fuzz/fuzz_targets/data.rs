//! Fuzzes LiveKit's data packets, and the JSON packets that Speko sends in them.
#![no_main]

use libfuzzer_sys::fuzz_target;
use speko_proto::json::parse;
use speko_proto::packet::{Inbound, Outbound};
use speko_proto::livekit::wire::DataPacket;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(packet) = DataPacket::decode(bytes) {
        let written = packet.encode_to_vec();
        let again = DataPacket::decode(&written).expect("encoded messages can be decoded");
        assert_eq!(again.encode_to_vec(), written);
    }
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    if let Ok(packet) = Inbound::decode(text, parse) {
        assert_eq!(Inbound::decode(&packet.encode(), parse), Ok(packet));
    }
    let _ = Outbound::decode(text, parse);
});
