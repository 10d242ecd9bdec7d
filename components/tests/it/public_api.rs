//! An app needs only this one crate.

use std::fs;
use std::path::Path;

use leptos_speko::client::{
    Conversation, ConversationOptions, Credentials, Event, Events, Transcript, VoiceConversation,
};
use leptos_speko::{SpekoClientError, Status, Voice, VoiceOptions, fetch_credentials, use_voice};

#[test]
fn crate_exports_every_item_an_app_needs() {
    let options = ConversationOptions::new(Credentials::new("wss://a", "a.b.c"))
        .on_message(|message| assert!(!message.text.is_empty()))
        .on_event(|event| assert_ne!(event, &Event::Status(Status::Connecting)));
    let (options, events): (ConversationOptions, Events) = options.events();
    assert!(
        VoiceConversation::start(options).is_err(),
        "no browser here"
    );
    assert_eq!(events.missed(), 0);
    let _ = (Conversation::start_session, VoiceConversation::create);
    let _ = (
        Transcript::new,
        Voice::new,
        use_voice as fn() -> Option<Voice>,
    );
    let _ = VoiceOptions::new(|| fetch_credentials("/api/conversations"));
    let _: fn(&SpekoClientError) -> &'static str = SpekoClientError::message;
}

#[test]
fn minimal_example_depends_only_on_leptos_speko_and_leptos() {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/minimal/Cargo.toml");
    let text = fs::read_to_string(manifest).unwrap();
    let (_, dependencies) = text.split_once("[dependencies]\n").unwrap();
    let (dependencies, _) = dependencies.split_once("\n[").unwrap();
    let names: Vec<_> = dependencies
        .lines()
        .filter_map(|line| line.split_once(" =").map(|(name, _)| name))
        .collect();
    assert_eq!(names, ["leptos-speko", "leptos"]);
}
