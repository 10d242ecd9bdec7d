//! The peer connection: audio and data both ways, and its errors.

use speko_proto::livekit::io::{
    Candidate, Channel, Input, LiveKitInput, LiveKitOutput, MediaInput, MediaOutput, MicInput,
    PeerInput, PeerOutput, RequestId,
};
use wasm_bindgen_test::wasm_bindgen_test;

use super::*;

/// Sends a message and waits until it has arrived. A busy machine may lose a message of the lossy
/// channel, so there it is sent again every second.
async fn deliver(
    channel: Channel,
    mut send: impl AsyncFnMut(),
    mut has_arrived: impl FnMut() -> bool,
) {
    send().await;
    let mut turns = 0;
    while !has_arrived() {
        settled().await;
        turns += 1;
        // Browsers delay nested timers by at least 4 ms.
        if channel == Channel::Lossy && turns % 250 == 0 {
            send().await;
        }
    }
}

#[wasm_bindgen_test]
async fn peers_exchange_audio_and_data() {
    let mut rig = rig();
    let remote = Remote::new();
    hold_prompt();
    rig.execute(open_mic(false));
    rig.execute(open_peer(true));
    let mid = connect(&mut rig, &remote).await;
    assert_eq!(mid, remote.agent_mid());
    assert_eq!(
        (ice_policy(), ice_urls()),
        ("all".into(), "stun:127.0.0.1:9".into())
    );

    // The microphone arrives after its m-line was negotiated.
    answer_prompt().await;
    until(&rig, |input| {
        (input == Input::Media(MediaInput::Mic(MIC, MicInput::Opened))).then_some(())
    })
    .await;
    rig.execute(media(MediaOutput::AttachMic(MIC)));
    until(&rig, |input| {
        (input == Input::Media(MediaInput::Mic(MIC, MicInput::Attached))).then_some(())
    })
    .await;
    remote.hears().await;

    rig.execute(media(MediaOutput::SetVolume(0.5)));
    rig.execute(transport(LiveKitOutput::Play(mid.clone())));
    rig.execute(transport(LiveKitOutput::Play(mid.clone())));
    rig.execute(transport(LiveKitOutput::Play("unknown id".to_owned())));
    assert_eq!((element_count(), element_volume()), (1, 0.5));
    rig.execute(media(MediaOutput::SetVolume(0.25)));
    assert_eq!(element_volume(), 0.25);
    level_of_element().await;
    assert!(element_plays());

    for (channel, options) in [
        (
            Channel::Reliable,
            r#"{"ordered":true,"maxRetransmits":null}"#,
        ),
        (Channel::Lossy, r#"{"ordered":false,"maxRetransmits":0}"#),
    ] {
        assert_eq!(remote.channel_options(channel.label()).await, options);
        let send = async || {
            rig.execute(peer(PeerOutput::Send(channel, vec![0, 1, 255])));
        };
        deliver(channel, send, || remote.has_message()).await;
        assert_eq!(remote.next_message().await, [0, 1, 255]);
        let message = Input::Transport(LiveKitInput::Publisher(PeerInput::ChannelMessage(
            channel,
            vec![7, 0],
        )));
        let send = async || remote.send(channel.label(), &[7, 0]).await;
        let mut inputs = std::iter::from_fn(|| rig.try_next());
        deliver(channel, send, || inputs.any(|input| input == message)).await;
    }

    // More m-lines, and another offer.
    rig.execute(peer(PeerOutput::AddRecvTransceivers(2)));
    rig.execute(peer(PeerOutput::CreateOffer(RequestId(20))));
    let m_lines = until(&rig, |input| match input {
        Input::Transport(LiveKitInput::Publisher(PeerInput::OfferCreated(RequestId(20), sdp))) => {
            Some(sdp.matches("m=audio").count())
        }
        _ => None,
    })
    .await;
    assert_eq!(m_lines, 4);

    rig.execute(transport(LiveKitOutput::StopPlaying(mid)));
    assert_eq!(element_count(), 0);
    rig.finish();
    assert_nothing_left();
    remote.close().await;
}

#[wasm_bindgen_test]
async fn microphone_m_line_has_its_msid_before_the_track() {
    let mut rig = rig();
    rig.execute(open_peer(true));
    rig.execute(peer(PeerOutput::CreateOffer(RequestId(10))));
    let Input::Transport(LiveKitInput::Publisher(PeerInput::OfferCreated(_, sdp))) =
        rig.next().await
    else {
        panic!("no offer");
    };
    let m_lines: Vec<_> = sdp.split("\r\nm=").skip(1).collect();
    assert_eq!(m_lines.len(), 3);
    assert!(
        m_lines
            .iter()
            .any(|m_line| m_line.starts_with("application"))
    );
    let microphone = m_lines
        .iter()
        .find(|m_line| m_line.contains("a=sendonly"))
        .unwrap();
    assert!(microphone.contains("a=msid:- "), "{microphone}");
    assert_eq!(
        m_lines
            .iter()
            .filter(|m_line| m_line.contains("a=recvonly"))
            .count(),
        1
    );
}

#[wasm_bindgen_test]
async fn invalid_description_fails_with_the_browsers_error_name() {
    let mut rig = rig();
    rig.execute(open_peer(false));
    rig.execute(peer(PeerOutput::SetLocal(
        RequestId(1),
        "garbage".to_owned(),
    )));
    assert!(
        matches!(rig.next().await, Input::Transport(LiveKitInput::Publisher(PeerInput::Failed(RequestId(1), name))) if name.ends_with("Error"))
    );
    rig.execute(peer(PeerOutput::AddCandidate(Candidate::default())));
    rig.execute(peer(PeerOutput::Send(Channel::Lossy, vec![1])));
    settled().await;
    assert_eq!(rig.try_next(), None);
}

#[wasm_bindgen_test]
async fn outputs_without_a_peer_connection_fail_or_are_ignored() {
    let mut rig = rig();
    rig.execute(peer(PeerOutput::Send(Channel::Reliable, vec![1])));
    rig.execute(peer(PeerOutput::Close));
    rig.execute(transport(LiveKitOutput::Play("0".to_owned())));
    rig.execute(transport(LiveKitOutput::SendFrame(vec![1])));
    rig.execute(transport(LiveKitOutput::CloseSocket));
    assert_eq!(rig.try_next(), None);
    rig.execute(peer(PeerOutput::CreateOffer(RequestId(3))));
    assert!(matches!(
        rig.try_next(),
        Some(Input::Transport(LiveKitInput::Publisher(
            PeerInput::Failed(RequestId(3), _)
        )))
    ));
}

#[wasm_bindgen_test]
async fn closed_peer_connection_reports_nothing() {
    let mut rig = rig();
    rig.execute(open_peer(true));
    rig.execute(peer(PeerOutput::Close));
    settled().await;
    assert_eq!((peer_count(), open_peers()), (1, 0));
    assert_eq!(rig.try_next(), None);
}
