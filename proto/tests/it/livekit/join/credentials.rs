//! The checks of the credentials.

use super::*;

#[test]
fn invalid_credentials_are_rejected_by_the_constructor() {
    use speko_proto::{Credentials, SessionConfig};
    let table = [
        ("", "aa.bb.cc", ErrorReason::BadUrl),
        ("media.example", "aa.bb.cc", ErrorReason::BadUrl),
        ("ftp://media.example", "aa.bb.cc", ErrorReason::BadUrl),
        ("wss://media.example", "", ErrorReason::BadToken),
        ("wss://media.example", "aa.bb", ErrorReason::BadToken),
        ("wss://media.example", "aa..cc", ErrorReason::BadToken),
        ("wss://media.example", "aa.b b.cc", ErrorReason::BadToken),
        ("ws://media.example", "aa.bb.cc", ErrorReason::InsecureUrl),
    ];
    for (url, token, reason) in table {
        let options = SessionConfig::new(Credentials::new(url, token), Parsers::HOST);
        let error = speko_proto::livekit::machine::Machine::new(options, true).unwrap_err();
        assert_eq!(
            (error.code(), error.reason()),
            (ErrorCode::InvalidCredentials, reason),
            "{url} {token}"
        );
    }
    let plain = SessionConfig::new(
        Credentials::new("ws://media.example", "aa.bb.cc"),
        Parsers::HOST,
    );
    assert!(speko_proto::livekit::machine::Machine::new(plain, false).is_ok());
    let here = SessionConfig::new(
        Credentials::new("ws://127.0.0.1:8787", "aa.bb.cc"),
        Parsers::HOST,
    );
    assert!(speko_proto::livekit::machine::Machine::new(here, true).is_ok());
}

#[test]
fn credentials_json_accepts_new_and_legacy_field_names() {
    use speko_proto::Credentials;
    let ours = Credentials::new("wss://a", "t");
    for json in [
        r#"{"transportUrl":"wss://a","transportToken":"t","roomName":"r"}"#,
        r#"{"livekitUrl":"wss://a","conversationToken":"t"}"#,
        r#"{"livekitUrl":"old","conversationToken":"old","transportUrl":"wss://a","transportToken":"t"}"#,
    ] {
        assert_eq!(
            Credentials::from_json(json, Parsers::HOST).unwrap(),
            ours,
            "{json}"
        );
    }
    for json in [
        "",
        "[]",
        "{}",
        r#"{"transportUrl":"wss://a"}"#,
        r#"{"transportUrl":1,"transportToken":"t"}"#,
    ] {
        assert_eq!(
            Credentials::from_json(json, Parsers::HOST)
                .unwrap_err()
                .code(),
            ErrorCode::InvalidCredentials,
            "{json}"
        );
    }
}
