//! The signal socket, and requests over HTTP.

use speko_client::ErrorReason;
use speko_proto::livekit::io::{Input, LiveKitInput, LiveKitOutput, Probe, RequestId, SocketInput};
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

use super::*;

#[wasm_bindgen_test]
async fn socket_passes_binary_frames_and_closes_without_events() {
    let mut rig = rig();
    fake_sockets();
    rig.open_socket(RequestId(5), "ws://a.example");
    let socket = next_socket().await;
    assert!(socket_url(&socket).starts_with("ws://a.example/rtc/v1?"));
    rig.execute(transport(LiveKitOutput::SendFrame(vec![1]))); // Too early: dropped.
    socket_accept(&socket);
    assert_eq!(
        rig.try_next(),
        Some(Input::Transport(LiveKitInput::Socket(
            RequestId(5),
            SocketInput::Opened
        )))
    );
    socket_deliver(&socket, &JsValue::from_str("text"));
    let text = LiveKitInput::Socket(RequestId(5), SocketInput::Text);
    assert_eq!(
        rig.try_next(),
        Some(Input::Transport(text)),
        "it is counted"
    );
    socket_deliver(&socket, &js_sys::Uint8Array::from(&[9, 8][..]).into());
    let frame = Input::Transport(LiveKitInput::Socket(
        RequestId(5),
        SocketInput::Frame(vec![9, 8]),
    ));
    assert_eq!(rig.try_next(), Some(frame));
    rig.execute(transport(LiveKitOutput::SendFrame(vec![3, 4])));
    assert_eq!(socket_sent(&socket).await, [3, 4]);
    rig.execute(transport(LiveKitOutput::CloseSocket));
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
        (ErrorReason::SiteFailed, Some("HTTP 500"))
    );
    http_fails();
    let error = fetch_credentials("/api/conversations").await.unwrap_err();
    assert_eq!(
        (error.reason(), error.cause()),
        (ErrorReason::Credentials, Some("TypeError"))
    );
    http_answers(200, "<html>");
    let error = fetch_credentials("/api/conversations").await.unwrap_err();
    assert_eq!(error.reason(), ErrorReason::SiteAnswer);
}
