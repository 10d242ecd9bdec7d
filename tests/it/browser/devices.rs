//! The browser driver without the machine: what each output does, what each input reports, and that
//! everything is released.

use speko_client::web::testing::Rig;
use speko_client::{AudioConstraints, ErrorReason};
use speko_proto::livekit::io::{
    Candidate, Channel, Command, IceServer, Input, LiveKitInput, LiveKitOutput, MediaInput,
    MediaOutput, MicInput, Output, PeerInput, PeerOutput, PeerState, Probe, RequestId, SocketInput,
    SpeakerInput,
};
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

use super::support::*;

const MIC: RequestId = RequestId(1);

fn rig() -> Rig {
    reset();
    Rig::new()
}

fn open_mic(muted: bool) -> Output {
    Output::Media(MediaOutput::OpenMic {
        op: MIC,
        device: None,
        constraints: AudioConstraints::default(),
        muted,
    })
}

fn open_peer(microphone: bool) -> Output {
    Output::Transport(LiveKitOutput::Peer(PeerOutput::Open {
        microphone,
        receivers: 1,
    }))
}

/// Reads inputs until `wanted` accepts one.
async fn until<T>(rig: &Rig, wanted: impl Fn(Input) -> Option<T>) -> T {
    loop {
        let input = rig.next().await;
        if let Some(found) = wanted(input) {
            return found;
        }
    }
}

// ---- microphone ----

#[wasm_bindgen_test]
async fn get_user_media_errors_are_mapped_to_reasons() {
    for (name, reason) in [
        ("NotAllowedError", ErrorReason::PermissionDenied),
        ("SecurityError", ErrorReason::PermissionDenied),
        ("NotFoundError", ErrorReason::NoDevice),
        ("OverconstrainedError", ErrorReason::NoDevice),
        ("NotReadableError", ErrorReason::DeviceBusy),
        ("AbortError", ErrorReason::DeviceBusy),
        ("TypeError", ErrorReason::Browser),
        ("InvalidStateError", ErrorReason::Browser),
    ] {
        let mut rig = rig();
        microphone_refuses(name);
        rig.execute(open_mic(false));
        let failed = MicInput::Failed(reason, name.to_owned());
        assert_eq!(rig.next().await, Input::Media(MediaInput::Mic(MIC, failed)));
        rig.execute(Output::Media(MediaOutput::AttachMic(MIC)));
        assert!(matches!(
            rig.next().await,
            Input::Media(MediaInput::Mic(MIC, MicInput::AttachFailed(_)))
        ));
    }
}

#[wasm_bindgen_test]
async fn missing_media_devices_fails_the_microphone() {
    let mut rig = rig();
    no_media_devices();
    rig.execute(open_mic(false));
    let failed = MicInput::Failed(ErrorReason::Browser, "TypeError".to_owned());
    assert_eq!(rig.next().await, Input::Media(MediaInput::Mic(MIC, failed)));
}

#[wasm_bindgen_test]
async fn microphone_is_requested_with_the_given_constraints() {
    let mut rig = rig();
    microphone_refuses("NotFoundError");
    hold_prompt();
    rig.execute(Output::Media(MediaOutput::OpenMic {
        op: MIC,
        device: Some("desk".to_owned()),
        constraints: AudioConstraints {
            noise_suppression: false,
            ..Default::default()
        },
        muted: false,
    }));
    assert_eq!(
        last_constraints(),
        r#"{"audio":{"deviceId":{"exact":"desk"},"echoCancellation":true,"noiseSuppression":false,"autoGainControl":true,"channelCount":1}}"#
    );
}

#[wasm_bindgen_test]
async fn microphone_opens_toggles_and_is_released() {
    let mut rig = rig();
    rig.execute(open_mic(false));
    assert_eq!(
        rig.next().await,
        Input::Media(MediaInput::Mic(MIC, MicInput::Opened))
    );
    assert_eq!(tracks_enabled(), "true");
    rig.execute(Output::Media(MediaOutput::EnableMic(MIC, false)));
    assert_eq!(tracks_enabled(), "false");
    rig.execute(Output::Media(MediaOutput::EnableMic(MIC, true)));
    assert_eq!(tracks_enabled(), "true");
    assert_eq!(live_tracks(), 1);
    rig.execute(Output::Media(MediaOutput::ReleaseMic(MIC)));
    assert_eq!(live_tracks(), 0);
    settled().await;
    assert_eq!(
        rig.try_next(),
        None,
        "our own stop is not reported as an end"
    );
}

#[wasm_bindgen_test]
async fn muted_microphone_opens_disabled() {
    let mut rig = rig();
    rig.execute(open_mic(true));
    assert_eq!(
        rig.next().await,
        Input::Media(MediaInput::Mic(MIC, MicInput::Opened))
    );
    assert_eq!(tracks_enabled(), "false");
}

#[wasm_bindgen_test]
async fn mute_during_the_prompt_applies() {
    let mut rig = rig();
    hold_prompt();
    rig.execute(open_mic(false));
    rig.execute(Output::Media(MediaOutput::EnableMic(MIC, false)));
    answer_prompt().await;
    assert_eq!(
        rig.try_next(),
        Some(Input::Media(MediaInput::Mic(MIC, MicInput::Opened)))
    );
    assert_eq!(tracks_enabled(), "false");
}

#[wasm_bindgen_test]
async fn prompt_granted_after_release_stops_the_track() {
    for release in [
        |rig: &mut Rig| rig.execute(Output::Media(MediaOutput::ReleaseMic(MIC))),
        |rig: &mut Rig| rig.finish(),
    ] {
        let mut rig = rig();
        hold_prompt();
        rig.execute(open_mic(false));
        release(&mut rig);
        answer_prompt().await;
        assert_eq!(tracks_enabled().split(',').count(), 1, "a track was opened");
        assert_eq!(live_tracks(), 0);
        assert_eq!(rig.try_next(), None);
    }
}

#[wasm_bindgen_test]
async fn ended_track_is_reported() {
    let mut rig = rig();
    rig.execute(open_mic(false));
    assert_eq!(
        rig.next().await,
        Input::Media(MediaInput::Mic(MIC, MicInput::Opened))
    );
    end_track();
    assert_eq!(
        rig.try_next(),
        Some(Input::Media(MediaInput::Mic(MIC, MicInput::Ended)))
    );
}

// ---- peer connection and loudspeaker ----

/// Offers, applies the answer, and exchanges candidates until connected. Returns the `mid` of the
/// remote track.
async fn connect(rig: &mut Rig, remote: &Remote) -> String {
    rig.execute(Output::Transport(LiveKitOutput::Peer(
        PeerOutput::CreateOffer(RequestId(10)),
    )));
    let offer = until(rig, |input| match input {
        Input::Transport(LiveKitInput::Peer(PeerInput::OfferCreated(RequestId(10), sdp))) => {
            Some(sdp)
        }
        _ => None,
    })
    .await;
    rig.execute(Output::Transport(LiveKitOutput::Peer(
        PeerOutput::Configure {
            ice_servers: vec![IceServer {
                urls: vec!["stun:127.0.0.1:9".to_owned()],
                username: String::new(),
                credential: String::new(),
            }],
            relay_only: false,
        },
    )));
    rig.execute(Output::Transport(LiveKitOutput::Peer(
        PeerOutput::SetLocal(RequestId(11), offer.clone()),
    )));
    let answer = remote.answer(&offer).await;
    until(rig, |input| {
        (input == Input::Transport(LiveKitInput::Peer(PeerInput::Done(RequestId(11)))))
            .then_some(())
    })
    .await;
    rig.execute(Output::Transport(LiveKitOutput::Peer(
        PeerOutput::SetRemote(RequestId(12), answer),
    )));
    let found = remote.next_candidate().await;
    rig.execute(Output::Transport(LiveKitOutput::Peer(
        PeerOutput::AddCandidate(Candidate {
            candidate: field(&found, "candidate").unwrap().as_string().unwrap(),
            sdp_mid: field(&found, "sdpMid").and_then(|mid| mid.as_string()),
            sdp_m_line_index: field(&found, "sdpMLineIndex")
                .and_then(|index| index.as_f64())
                .map(|index| index as u16),
            username_fragment: field(&found, "usernameFragment").and_then(|f| f.as_string()),
        }),
    )));
    let (mut mid, mut open, mut connected) = (None, 0, false);
    while mid.is_none() || open < 2 || !connected {
        let input = rig.next().await;
        match input {
            Input::Transport(LiveKitInput::Peer(PeerInput::Track { mid: line, stream })) => {
                assert_eq!(stream, "PA_agent|TR_hum");
                mid = Some(line);
            }
            Input::Transport(LiveKitInput::Peer(PeerInput::ChannelOpened(_))) => open += 1,
            Input::Transport(LiveKitInput::Peer(PeerInput::State(PeerState::Connected))) => {
                connected = true
            }
            Input::Transport(LiveKitInput::Peer(PeerInput::Failed(_, name))) => panic!("{name}"),
            _ => {}
        }
    }
    mid.unwrap()
}

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
    assert_eq!(mid, remote.line());
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
    rig.execute(Output::Media(MediaOutput::AttachMic(MIC)));
    until(&rig, |input| {
        (input == Input::Media(MediaInput::Mic(MIC, MicInput::Attached))).then_some(())
    })
    .await;
    remote.hears().await;

    rig.execute(Output::Media(MediaOutput::SetVolume(0.5)));
    rig.execute(Output::Transport(LiveKitOutput::Play(mid.clone())));
    rig.execute(Output::Transport(LiveKitOutput::Play(mid.clone())));
    rig.execute(Output::Transport(LiveKitOutput::Play(
        "unknown id".to_owned(),
    )));
    assert_eq!((element_count(), element_volume()), (1, 0.5));
    rig.execute(Output::Media(MediaOutput::SetVolume(0.25)));
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
            rig.execute(Output::Transport(LiveKitOutput::Peer(PeerOutput::Send(
                channel,
                vec![0, 1, 255],
            ))));
        };
        deliver(channel, send, || remote.has_message()).await;
        assert_eq!(remote.next_message().await, [0, 1, 255]);
        let message = Input::Transport(LiveKitInput::Peer(PeerInput::ChannelMessage(
            channel,
            vec![7, 0],
        )));
        let say = async || remote.say(channel.label(), &[7, 0]).await;
        let mut inputs = std::iter::from_fn(|| rig.try_next());
        deliver(channel, say, || inputs.any(|input| input == message)).await;
    }

    // More m-lines, and another offer.
    rig.execute(Output::Transport(LiveKitOutput::Peer(
        PeerOutput::AddRecvTransceivers(2),
    )));
    rig.execute(Output::Transport(LiveKitOutput::Peer(
        PeerOutput::CreateOffer(RequestId(20)),
    )));
    let lines = until(&rig, |input| match input {
        Input::Transport(LiveKitInput::Peer(PeerInput::OfferCreated(RequestId(20), sdp))) => {
            Some(sdp.matches("m=audio").count())
        }
        _ => None,
    })
    .await;
    assert_eq!(lines, 4);

    rig.execute(Output::Transport(LiveKitOutput::StopPlaying(mid)));
    assert_eq!(element_count(), 0);
    rig.finish();
    assert_nothing_left();
    remote.close().await;
}

#[wasm_bindgen_test]
async fn microphone_m_line_has_its_msid_before_the_track() {
    let mut rig = rig();
    rig.execute(open_peer(true));
    rig.execute(Output::Transport(LiveKitOutput::Peer(
        PeerOutput::CreateOffer(RequestId(10)),
    )));
    let Input::Transport(LiveKitInput::Peer(PeerInput::OfferCreated(_, sdp))) = rig.next().await
    else {
        panic!("no offer");
    };
    let lines: Vec<_> = sdp.split("\r\nm=").skip(1).collect();
    assert_eq!(lines.len(), 3);
    assert!(lines.iter().any(|line| line.starts_with("application")));
    let microphone = lines
        .iter()
        .find(|line| line.contains("a=sendonly"))
        .unwrap();
    assert!(microphone.contains("a=msid:- "), "{microphone}");
    assert_eq!(
        lines
            .iter()
            .filter(|line| line.contains("a=recvonly"))
            .count(),
        1
    );
}

#[wasm_bindgen_test]
async fn invalid_description_fails_with_the_browsers_error_name() {
    let mut rig = rig();
    rig.execute(open_peer(false));
    rig.execute(Output::Transport(LiveKitOutput::Peer(
        PeerOutput::SetLocal(RequestId(1), "garbage".to_owned()),
    )));
    assert!(
        matches!(rig.next().await, Input::Transport(LiveKitInput::Peer(PeerInput::Failed(RequestId(1), name))) if name.ends_with("Error"))
    );
    rig.execute(Output::Transport(LiveKitOutput::Peer(
        PeerOutput::AddCandidate(Candidate::default()),
    )));
    rig.execute(Output::Transport(LiveKitOutput::Peer(PeerOutput::Send(
        Channel::Lossy,
        vec![1],
    ))));
    settled().await;
    assert_eq!(rig.try_next(), None);
}

#[wasm_bindgen_test]
async fn outputs_without_a_peer_connection_fail_or_are_ignored() {
    let mut rig = rig();
    rig.execute(Output::Transport(LiveKitOutput::Peer(PeerOutput::Send(
        Channel::Reliable,
        vec![1],
    ))));
    rig.execute(Output::Transport(LiveKitOutput::Peer(PeerOutput::Close)));
    rig.execute(Output::Transport(LiveKitOutput::Play("0".to_owned())));
    rig.execute(Output::Transport(LiveKitOutput::SendFrame(vec![1])));
    rig.execute(Output::Transport(LiveKitOutput::CloseSocket));
    assert_eq!(rig.try_next(), None);
    rig.execute(Output::Transport(LiveKitOutput::Peer(
        PeerOutput::CreateOffer(RequestId(3)),
    )));
    assert!(matches!(
        rig.try_next(),
        Some(Input::Transport(LiveKitInput::Peer(PeerInput::Failed(
            RequestId(3),
            _
        ))))
    ));
}

#[wasm_bindgen_test]
async fn closed_peer_connection_reports_nothing() {
    let mut rig = rig();
    rig.execute(open_peer(true));
    rig.execute(Output::Transport(LiveKitOutput::Peer(PeerOutput::Close)));
    settled().await;
    assert_eq!((peer_count(), open_peers()), (1, 0));
    assert_eq!(rig.try_next(), None);
}

#[wasm_bindgen_test]
async fn blocked_playback_is_reported_and_resumed() {
    let mut rig = rig();
    let remote = Remote::new();
    rig.execute(open_peer(true));
    let mid = connect(&mut rig, &remote).await;
    let heard = async |rig: &Rig| {
        until(rig, |input| match input {
            Input::Media(MediaInput::Speaker(input)) => Some(input),
            _ => None,
        })
        .await
    };

    play_refuses("NotAllowedError");
    rig.execute(Output::Transport(LiveKitOutput::Play(mid.clone())));
    assert_eq!(heard(&rig).await, SpeakerInput::Blocked);
    play_works();
    rig.execute(Output::Media(MediaOutput::ResumeAudio));
    assert_eq!(heard(&rig).await, SpeakerInput::Playing);

    // A blocked element that is removed does not block audio any more.
    rig.execute(Output::Transport(LiveKitOutput::StopPlaying(mid.clone())));
    play_refuses("NotAllowedError");
    rig.execute(Output::Transport(LiveKitOutput::Play(mid.clone())));
    assert_eq!(heard(&rig).await, SpeakerInput::Blocked);
    rig.execute(Output::Transport(LiveKitOutput::StopPlaying(mid.clone())));
    assert_eq!(heard(&rig).await, SpeakerInput::Playing);

    play_refuses("AbortError");
    rig.execute(Output::Transport(LiveKitOutput::Play(mid.clone())));
    no_sinks();
    rig.execute(Output::Media(MediaOutput::SetOutputDevice(
        "kitchen".to_owned(),
    )));
    settled().await;
    assert!(
        !std::iter::from_fn(|| rig.try_next())
            .any(|input| matches!(input, Input::Media(MediaInput::Speaker(_))))
    );

    sink_refuses("NotFoundError");
    rig.execute(Output::Media(MediaOutput::SetOutputDevice(
        "cellar".to_owned(),
    )));
    let failed = SpeakerInput::OutputFailed("NotFoundError".to_owned());
    assert_eq!(heard(&rig).await, failed);
    rig.finish();
    assert_nothing_left();
    remote.close().await;
}

// ---- socket and HTTP ----

#[wasm_bindgen_test]
async fn socket_passes_binary_frames_and_closes_without_events() {
    let mut rig = rig();
    fake_sockets();
    rig.open_socket(RequestId(5), "ws://a.example");
    let socket = next_socket().await;
    assert!(socket_url(&socket).starts_with("ws://a.example/rtc/v1?"));
    rig.execute(Output::Transport(LiveKitOutput::SendFrame(vec![1]))); // Too early: dropped.
    socket_accept(&socket);
    assert_eq!(
        rig.try_next(),
        Some(Input::Transport(LiveKitInput::Socket(
            RequestId(5),
            SocketInput::Opened
        )))
    );
    socket_deliver(&socket, &JsValue::from_str("text"));
    socket_deliver(&socket, &js_sys::Uint8Array::from(&[9, 8][..]).into());
    let frame = Input::Transport(LiveKitInput::Socket(
        RequestId(5),
        SocketInput::Frame(vec![9, 8]),
    ));
    assert_eq!(rig.try_next(), Some(frame));
    rig.execute(Output::Transport(LiveKitOutput::SendFrame(vec![3, 4])));
    assert_eq!(socket_sent(&socket).await, [3, 4]);
    rig.execute(Output::Transport(LiveKitOutput::CloseSocket));
    assert_eq!(socket_closed_with(&socket), 1000);
    socket_drop(&socket, 1000);
    assert_eq!(rig.try_next(), None, "no input after our own close");
}

#[wasm_bindgen_test]
async fn socket_that_cannot_be_opened_reports_closed() {
    let mut rig = rig();
    let closed = Input::Transport(LiveKitInput::Socket(
        RequestId(6),
        SocketInput::Closed { code: 1006 },
    ));
    for name in ["SyntaxError", "SecurityError"] {
        sockets_refuse(name);
        rig.open_socket(RequestId(6), "ws://a.example");
        assert_eq!(rig.try_next(), Some(closed.clone()));
    }
    reset();
    // A closed port that browsers allow.
    rig.open_socket(RequestId(6), "ws://127.0.0.1:9990");
    assert_eq!(rig.next().await, closed);
}

#[wasm_bindgen_test]
async fn probe_reports_status_and_truncated_body() {
    let mut rig = rig();
    http_answers(401, &"x".repeat(10_000));
    rig.probe(RequestId(7), "ws://a.example");
    let Input::Transport(LiveKitInput::Probed(RequestId(7), Probe::Answered { status, body })) =
        rig.next().await
    else {
        panic!("no answer");
    };
    assert_eq!((status, body.len()), (401, 4096));
    let asked = r#""credentials":"omit","mode":"cors","cache":"no-store""#;
    assert!(request_init().contains(asked), "{}", request_init());
    http_fails();
    rig.probe(RequestId(8), "ws://a.example");
    assert_eq!(
        rig.next().await,
        Input::Transport(LiveKitInput::Probed(RequestId(8), Probe::Unreachable))
    );
    http_hangs();
    rig.probe(RequestId(9), "ws://a.example");
    assert!(!request_aborted());
    rig.finish();
    assert!(request_aborted());
}

#[wasm_bindgen_test]
async fn credentials_are_fetched_from_the_apps_backend() {
    use speko_client::web::fetch_credentials;
    http_answers(
        200,
        r#"{"transportUrl":"wss://a.example","transportToken":"aa.bb.cc"}"#,
    );
    let given = fetch_credentials("/api/conversations").await.unwrap();
    assert_eq!(
        given,
        speko_client::Credentials::new("wss://a.example", "aa.bb.cc")
    );
    assert_eq!(
        request_init(),
        r#"{"method":"POST","credentials":"same-origin","cache":"no-store","headers":{"accept":"application/json"},"signal":{}}"#
    );
    http_answers(500, "secret stack trace");
    let error = fetch_credentials("/api/conversations").await.unwrap_err();
    assert_eq!(
        (error.reason(), error.cause()),
        (ErrorReason::Credentials, Some("HTTP 500"))
    );
    http_fails();
    let error = fetch_credentials("/api/conversations").await.unwrap_err();
    assert_eq!(
        (error.reason(), error.cause()),
        (ErrorReason::Credentials, Some("TypeError"))
    );
    http_answers(200, "<html>");
    assert!(fetch_credentials("/api/conversations").await.is_err());
}

// ---- the page ----

#[wasm_bindgen_test]
async fn pagehide_ends_the_session() {
    let mut rig = rig();
    let leave = || {
        let event = web_sys::Event::new("pagehide").unwrap();
        web_sys::window().unwrap().dispatch_event(&event).unwrap()
    };
    leave();
    assert_eq!(rig.try_next(), Some(Input::Command(Command::End)));
    rig.finish();
    leave();
    assert_eq!(rig.try_next(), None);
}

#[wasm_bindgen_test]
async fn remote_audio_plays_in_hidden_elements_removed_with_their_track() {
    let mut rig = rig();
    let remote = Remote::new();
    rig.execute(open_peer(true));
    let mid = connect(&mut rig, &remote).await;
    // Kept for later elements.
    rig.execute(Output::Media(MediaOutput::SetVolume(0.3)));
    rig.execute(Output::Transport(LiveKitOutput::Play(mid.clone())));
    assert_eq!((element_count(), element_volume()), (1, 0.3));
    assert!(elements_hidden());
    rig.execute(Output::Transport(LiveKitOutput::StopPlaying(mid.clone())));
    assert_eq!(element_count(), 0);
    rig.execute(Output::Media(MediaOutput::SetVolume(0.6)));
    rig.execute(Output::Transport(LiveKitOutput::Play(mid)));
    assert_eq!((element_count(), element_volume()), (1, 0.6));
    rig.finish();
    assert_nothing_left();
    remote.close().await;
}

#[wasm_bindgen_test]
async fn played_element_is_reused() {
    let mut rig = rig();
    let remote = Remote::new();
    rig.execute(open_peer(true));
    let mid = connect(&mut rig, &remote).await;
    rig.execute(Output::Transport(LiveKitOutput::Play(mid.clone())));
    let first = element_name();
    level_of_element().await;
    rig.execute(Output::Transport(LiveKitOutput::StopPlaying(mid.clone())));
    rig.execute(Output::Media(MediaOutput::SetVolume(0.4)));
    rig.execute(Output::Transport(LiveKitOutput::Play(mid)));
    assert_eq!((element_name(), element_volume()), (first, 0.4));
    assert!(elements_hidden());
    settled().await;
    assert!(element_plays());
    level_of_element().await;
    rig.finish();
    assert_nothing_left();
    remote.close().await;
}

#[wasm_bindgen_test]
fn read_only_volume_is_detected() {
    assert!(speko_client::can_set_volume());
    fixed_volume();
    assert!(!speko_client::can_set_volume());
}

#[wasm_bindgen_test]
async fn resume_and_visibilitychange_trigger_a_tick() {
    let mut rig = rig();
    let page = web_sys::window().unwrap().document().unwrap();
    let wake = |name| {
        let event = web_sys::Event::new(name).unwrap();
        page.dispatch_event(&event).unwrap()
    };
    for name in ["resume", "visibilitychange"] {
        wake(name);
        assert_eq!(rig.try_next(), Some(Input::Tick), "{name}");
    }
    rig.finish();
    wake("resume");
    assert_eq!(rig.try_next(), None);
}

#[wasm_bindgen_test]
async fn selected_output_device_is_set_on_every_element() {
    let mut rig = rig();
    let remote = Remote::new();
    rig.execute(open_peer(true));
    let mid = connect(&mut rig, &remote).await;
    record_sinks();
    rig.execute(Output::Media(MediaOutput::SetOutputDevice(
        "kitchen".to_owned(),
    )));
    assert_eq!(sinks_set(), "", "no element exists yet");
    rig.execute(Output::Transport(LiveKitOutput::Play(mid.clone())));
    assert_eq!(sinks_set(), "kitchen");
    rig.execute(Output::Media(MediaOutput::SetOutputDevice(
        "cellar".to_owned(),
    )));
    assert_eq!(sinks_set(), "kitchen,cellar");

    // If the browser cannot select outputs, it plays on without an error.
    no_sinks();
    rig.execute(Output::Transport(LiveKitOutput::StopPlaying(mid.clone())));
    rig.execute(Output::Transport(LiveKitOutput::Play(mid)));
    settled().await;
    assert_eq!(element_count(), 1);
    let complaint = |input| {
        matches!(
            input,
            Input::Media(MediaInput::Speaker(SpeakerInput::OutputFailed(_)))
        )
    };
    assert!(!std::iter::from_fn(|| rig.try_next()).any(complaint));
    rig.finish();
    remote.close().await;
}
