//! Prewarmed peer connections: used by the call, or closed.

use speko_client::web::testing::Rig;
use speko_client::{discard_prewarmed, prewarm_peer};
use speko_proto::livekit::io::{
    Input, LiveKitInput, LiveKitOutput, Output, PeerInput, PeerOutput, RequestId,
};
use wasm_bindgen_test::wasm_bindgen_test;

use super::support::*;

async fn first_offer(rig: &mut Rig) -> String {
    rig.execute(Output::Transport(LiveKitOutput::Publisher(
        PeerOutput::Create {
            microphone: true,
            receivers: 1,
        },
    )));
    rig.execute(Output::Transport(LiveKitOutput::Publisher(
        PeerOutput::CreateOffer(RequestId(1)),
    )));
    loop {
        if let Input::Transport(LiveKitInput::Publisher(PeerInput::OfferCreated(
            RequestId(1),
            sdp,
        ))) = rig.next().await
        {
            return sdp;
        }
    }
}

#[wasm_bindgen_test]
async fn call_uses_the_prewarmed_connection_and_its_offer() {
    let mut rig = Rig::new();
    prewarm_peer(true);
    assert_eq!(peer_count(), 1);
    let offer = first_offer(&mut rig).await;
    assert_eq!((peer_count(), open_peers()), (1, 1));
    assert!(offer.contains("a=sendonly") && offer.contains("webrtc-datachannel"));

    let mut second = Rig::new();
    first_offer(&mut second).await;
    assert_eq!(
        (peer_count(), open_peers()),
        (2, 2),
        "each call has its own connection"
    );
    drop((rig, second));
    assert_eq!(open_peers(), 0);
}

#[wasm_bindgen_test]
async fn mismatched_prewarmed_connection_is_closed() {
    let mut rig = Rig::new();
    prewarm_peer(false);
    let offer = first_offer(&mut rig).await;
    assert!(offer.contains("a=sendonly"));
    assert_eq!((peer_count(), open_peers()), (2, 1));
}

#[wasm_bindgen_test]
fn unused_prewarmed_connection_is_closed_after_8_s() {
    hold_time();
    prewarm_peer(true);
    pass_time(5_000.0);
    prewarm_peer(true);
    assert_eq!(peer_count(), 1, "only one is prewarmed");
    pass_time(7_999.0);
    assert_eq!(open_peers(), 1);
    pass_time(1.0);
    assert_eq!(open_peers(), 0);
    prewarm_peer(true);
    assert_eq!((peer_count(), open_peers()), (2, 1));
    pass_time(8_000.0);
}

#[wasm_bindgen_test]
async fn discarded_connection_is_closed_and_next_call_creates_its_own() {
    let mut rig = Rig::new();
    prewarm_peer(true);
    discard_prewarmed();
    assert_eq!((peer_count(), open_peers()), (1, 0));
    discard_prewarmed();
    first_offer(&mut rig).await;
    assert_eq!((peer_count(), open_peers()), (2, 1));
}
