//! LiveKit's signal messages: whatever comes is read or refused, and what is read stays itself when it is written and read.
#![no_main]

use libfuzzer_sys::fuzz_target;
use speko_client::wire::proto::{SignalRequest, SignalResponse};

fuzz_target!(|bytes: &[u8]| {
    // By its bytes: a number that is none is not equal to itself.
    if let Ok(message) = SignalResponse::decode(bytes) {
        let written = message.encode_to_vec();
        let again = SignalResponse::decode(&written).expect("what we write can be read");
        assert_eq!(again.encode_to_vec(), written);
    }
    if let Ok(message) = SignalRequest::decode(bytes) {
        let written = message.encode_to_vec();
        let again = SignalRequest::decode(&written).expect("what we write can be read");
        assert_eq!(again.encode_to_vec(), written);
    }
});
