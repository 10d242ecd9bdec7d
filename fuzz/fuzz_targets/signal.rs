//! Fuzzes LiveKit's signal messages: any input is decoded or rejected, and decoded messages survive
//! a round trip.
#![no_main]

use libfuzzer_sys::fuzz_target;
use speko_proto::livekit::wire::{SignalRequest, SignalResponse};

fuzz_target!(|bytes: &[u8]| {
    // Compared by their bytes, because NaN is not equal to itself.
    if let Ok(message) = SignalResponse::decode(bytes) {
        let written = message.encode_to_vec();
        let again = SignalResponse::decode(&written).expect("encoded messages can be decoded");
        assert_eq!(again.encode_to_vec(), written);
    }
    if let Ok(message) = SignalRequest::decode(bytes) {
        let written = message.encode_to_vec();
        let again = SignalRequest::decode(&written).expect("encoded messages can be decoded");
        assert_eq!(again.encode_to_vec(), written);
    }
});
