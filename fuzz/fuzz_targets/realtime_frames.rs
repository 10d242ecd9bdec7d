//! Fuzzes the realtime frames: any input is decoded or rejected, and decoded frames survive a round
//! trip.
#![no_main]

use libfuzzer_sys::fuzz_target;
use speko_proto::json::parse;
use speko_proto::realtime::frame::{Downlink, Uplink};
use speko_proto::realtime::framing::from_pcm;

fuzz_target!(|bytes: &[u8]| {
    assert_eq!(from_pcm(bytes).count(), bytes.len() / 2);
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    if let Ok(frame) = Downlink::decode(text, parse) {
        assert_eq!(Downlink::decode(&frame.encode(), parse).as_ref(), Ok(&frame));
    }
    if let Ok(frame) = Uplink::decode(text, parse) {
        assert_eq!(Uplink::decode(&frame.encode(), parse).as_ref(), Ok(&frame));
    }
});
