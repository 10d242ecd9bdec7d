//! Promises of the contract about the public API: what exists, and what does not.

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

use speko_client::{
    ConversationOptions, Credentials, ErrorCode, ErrorReason, SpekoClientError, VoiceConversation,
};

fn sources(folder: &str) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = fs::read_to_string(&path).unwrap();
                found.push((path, text));
            }
        }
    }
    assert!(found.len() > 10, "too few source files in {folder}");
    found
}

#[test]
fn no_public_api_takes_a_key() {
    let keys = [
        "api_key",
        "apikey",
        "apiKey",
        "secret_key",
        "sk_live",
        "sk_test",
    ];
    for (path, text) in [
        sources("src"),
        sources("proto/src"),
        sources("components/src"),
    ]
    .concat()
    {
        for key in keys {
            assert!(!text.contains(key), "{} contains {key}", path.display());
        }
    }
}

#[test]
fn crate_root_exports_no_livekit_proto_or_web_sys_types() {
    let lib = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/lib.rs")).unwrap();
    let mut hidden = false;
    let mut public = 0;
    for line in lib.lines().map(str::trim) {
        hidden |= line == "#[doc(hidden)]";
        if line.starts_with("pub mod") || line.starts_with("pub use") {
            let inner = ["livekit", "engine", "testing", "web_sys", "wire"];
            assert!(
                hidden || !inner.iter().any(|name| line.contains(name)),
                "public: {line}"
            );
            public += usize::from(!hidden);
        }
        if !line.starts_with('#') {
            hidden = false;
        }
    }
    assert!(public > 5);
}

#[test]
fn conversations_are_created_only_from_options() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/conversation/mod.rs");
    let text = fs::read_to_string(file).unwrap();
    let (_, body) = text.split_once("pub struct VoiceConversation {").unwrap();
    let (fields, rest) = body.split_once('}').unwrap();
    assert!(fields.contains(':') && !fields.contains("pub"), "{fields}");
    let makers: Vec<_> = rest
        .lines()
        .filter(|line| line.contains("pub ") && line.contains("fn ") && line.contains("Self"))
        .collect();
    assert!(
        makers
            .iter()
            .all(|maker| maker.contains("options: ConversationOptions")),
        "every constructor takes options: {makers:?}"
    );
    assert!(!text.contains("Default for VoiceConversation"));
    let options = ConversationOptions::new(Credentials::new("wss://a", "a.b.c"));
    assert!(
        VoiceConversation::start(options).is_err(),
        "native tests have no browser"
    );
}

#[test]
fn volume_is_clamped_and_nan_is_ignored() {
    let options = || ConversationOptions::new(Credentials::new("wss://a", "a.b.c"));
    let volume = |volume| options().volume(volume).initial_volume();
    assert_eq!(options().initial_volume(), 1.0);
    assert_eq!(volume(0.25), 0.25);
    assert_eq!(volume(-3.0), 0.0);
    assert_eq!(volume(7.0), 1.0);
    assert_eq!(volume(f64::INFINITY), 1.0);
    assert_eq!(options().volume(0.5).volume(f64::NAN).initial_volume(), 0.5);
}

#[test]
fn error_implements_std_error_with_code_reason_and_cause() {
    let error = SpekoClientError::new(ErrorCode::MicrophoneFailed, ErrorReason::DeviceBusy)
        .with_cause("NotReadableError");
    let as_error: &dyn Error = &error;
    assert_eq!(error.code(), ErrorCode::MicrophoneFailed);
    assert_eq!(error.reason(), ErrorReason::DeviceBusy);
    assert_eq!(error.cause(), Some("NotReadableError"));
    assert!(as_error.to_string().contains(error.message()));
    assert!(as_error.to_string().starts_with("MICROPHONE_FAILED"));
    assert!(!error.message().is_empty() && !error.advice().is_empty());
}

#[test]
fn error_codes_have_the_contracts_spelling() {
    for (code, spelling) in [
        (ErrorCode::ConnectionFailed, "CONNECTION_FAILED"),
        (ErrorCode::Disconnected, "DISCONNECTED"),
        (ErrorCode::MicrophoneFailed, "MICROPHONE_FAILED"),
        (ErrorCode::InvalidMessage, "INVALID_MESSAGE"),
        (ErrorCode::NotConnected, "NOT_CONNECTED"),
    ] {
        assert_eq!(code.as_str(), spelling);
    }
}
