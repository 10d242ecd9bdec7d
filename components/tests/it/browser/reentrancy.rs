//! Callbacks of the app that call back into the session, at any event.

use std::cell::{Cell, RefCell};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering::SeqCst};

use crate::support::*;
use leptos::prelude::*;
use leptos_speko::*;
use wasm_bindgen_test::wasm_bindgen_test;

type Answer = Box<dyn Fn(Voice, &Event)>;

thread_local! {
    static VOICE: Cell<Option<Voice>> = const { Cell::new(None) };
    static ANSWER: RefCell<Option<std::rc::Rc<Answer>>> = const { RefCell::new(None) };
    static EMITTED: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

/// Opens all components with a session that never gets its credentials. `answer` runs at each
/// event.
async fn answering(
    answer: impl Fn(Voice, &Event) + 'static,
) -> Page<impl leptos::tachys::view::Mountable> {
    ANSWER.set(Some(std::rc::Rc::new(Box::new(answer))));
    EMITTED.set(Vec::new());
    let options = || {
        VoiceOptions::new(std::future::pending).on_event(Callback::new(|event: Event| {
            let name = match &event {
                Event::Status(status) => status.as_str(),
                Event::Connected { .. } => "opened",
                Event::Disconnected(_) => "over",
                Event::Message(_) => "message",
                Event::Error(_) => "error",
                _ => "other",
            };
            EMITTED.with_borrow_mut(|names| names.push(name.to_owned()));
            let answer = ANSWER.with_borrow(Clone::clone);
            if let (Some(answer), Some(voice)) = (answer, VOICE.get()) {
                answer(voice, &event);
            }
        }))
    };
    open(options, |voice| {
        VOICE.set(Some(voice));
        gallery::every()
            .into_iter()
            .map(|(_, draw)| draw())
            .collect::<Vec<_>>()
    })
    .await
}

fn emitted() -> Vec<String> {
    EMITTED.with_borrow(Clone::clone)
}

fn opened() -> Event {
    Event::Connected {
        conversation_id: "room".into(),
    }
}

fn over() -> Event {
    Event::Disconnected(Disconnection {
        reason: DisconnectReason::Agent,
        message: None,
    })
}

#[wasm_bindgen_test]
async fn end_inside_connected_callback_ends_the_call() {
    let time = stopped_time();
    let page = answering(|voice, event| {
        if let Event::Connected { .. } = event {
            voice.end();
        }
    })
    .await;
    page.click("[data-slot=call-button]").await;
    page.voice.emit(Event::Status(Status::Connected));
    page.emit(opened()).await;
    assert_eq!(page.state("call-button"), "idle");
    assert_eq!(
        emitted(),
        ["connecting", "connected", "opened", "disconnected", "over"]
    );
    assert_eq!(
        page.voice.ended.get_untracked(),
        Some(DisconnectReason::User)
    );
    time.advance(500);
    page.click("[data-slot=call-button]").await;
    assert_eq!(page.state("call-button"), "connecting");
}

#[wasm_bindgen_test]
async fn start_inside_disconnected_callback_starts_once() {
    let restarts = Arc::new(AtomicU32::new(0));
    let counter = restarts.clone();
    let page = answering(move |voice, event| {
        if let Event::Disconnected(_) = event {
            counter.fetch_add(1, SeqCst);
            voice.start();
            voice.start();
        }
    })
    .await;
    page.click("[data-slot=call-button]").await;
    page.emit(over()).await;
    assert_eq!(page.state("call-button"), "connecting");
    assert_eq!(restarts.load(SeqCst), 1);
    assert_eq!(page.voice.ended.get_untracked(), None);
}

#[wasm_bindgen_test]
async fn start_inside_disconnected_status_callback_starts() {
    let page = answering(|voice, event| {
        if let Event::Status(Status::Disconnected) = event {
            voice.start();
        }
    })
    .await;
    page.click("[data-slot=call-button]").await;
    page.voice.emit(Event::Status(Status::Connected));
    page.emit(Event::Status(Status::Disconnected)).await;
    assert_eq!(page.state("call-button"), "connecting");
    // The same after `end()`; the end of the old conversation is not reported for the new one.
    page.voice.emit(Event::Status(Status::Connected));
    page.voice.end();
    settled().await;
    assert_eq!(page.state("call-button"), "connecting");
    assert_eq!(page.voice.ended.get_untracked(), None);
    assert!(!emitted().contains(&"over".to_owned()), "{:?}", emitted());
}

#[wasm_bindgen_test]
async fn start_inside_fatal_error_callback_starts() {
    let asked = Arc::new(AtomicU32::new(0));
    let counter = asked.clone();
    let options = move || {
        // The first call fails to get credentials, the next one waits for them.
        let credentials = move || {
            let first = counter.fetch_add(1, SeqCst) == 0;
            async move {
                if !first {
                    std::future::pending::<()>().await;
                }
                Err::<Credentials, _>(SpekoClientError::new(
                    ErrorCode::ConnectionFailed,
                    ErrorReason::Network,
                ))
            }
        };
        VoiceOptions::new(credentials).on_event(Callback::new(|event: Event| {
            if let (Event::Error(_), Some(voice)) = (event, VOICE.get()) {
                voice.start();
            }
        }))
    };
    let page = open(options, |voice| {
        VOICE.set(Some(voice));
        view! { <CallButton /><ErrorNotice /> }
    })
    .await;
    page.click("[data-slot=call-button]").await;
    until(|| asked.load(SeqCst) == 2).await;
    settled().await;
    assert_eq!(asked.load(SeqCst), 2);
    assert_eq!(page.state("call-button"), "connecting");
    assert_eq!(page.count("[data-slot=error-notice]"), 0);
}

/// The conversation emits its last status before the error.
#[wasm_bindgen_test]
async fn unreachable_server_ends_the_call_with_an_error() {
    let options = || VoiceOptions::new(nowhere());
    let page = open(options, |_| view! { <CallButton /><ErrorNotice /> }).await;
    page.click("[data-slot=call-button]").await;
    // The browser refuses the connection at once, and the call fails after its retries.
    until_within(180_000.0, || page.state("call-button") == "idle").await;
    settled().await;
    assert_eq!(page.state("call-button"), "idle");
    assert_eq!(page.count("[data-slot=error-notice]"), 1);
    assert!(page.voice.error.get_untracked().is_some());
}

#[wasm_bindgen_test]
async fn send_inside_message_callback_returns_an_error_without_panic() {
    let refused = Arc::new(AtomicU32::new(0));
    let counter = refused.clone();
    let page = answering(move |voice, event| {
        if let Event::Message(message) = event
            && message.source == Source::Agent
        {
            let sent = voice.send_user_message("And you?");
            counter.fetch_add(sent.is_err().into(), SeqCst);
            // As an echo would be emitted.
            voice.emit(page::message(Source::User, "echo", "And you?", true));
        }
    })
    .await;
    page.emit(message(Source::Agent, "1", "How are you", true))
        .await;
    assert_eq!(refused.load(SeqCst), 1);
    // The widgets have their own feeds.
    let feeds = page.count("[data-slot=transcript-feed]");
    assert!(feeds > 0);
    assert_eq!(page.count("[data-slot=turn]"), 2 * feeds);
}

#[wasm_bindgen_test]
async fn every_command_inside_every_callback_leaves_session_usable() {
    let time = stopped_time();
    let depth = Cell::new(0);
    let page = answering(move |voice, _| {
        if depth.get() > 2 {
            return;
        }
        depth.set(depth.get() + 1);
        voice.toggle_mic();
        voice.set_volume(0.5);
        voice.dismiss_error();
        voice.start_audio();
        let _ = voice.send_contextual_update("page 3");
        voice.toggle();
        voice.toggle();
        voice.end();
        voice.start();
        depth.set(depth.get() - 1);
    })
    .await;
    for event in [
        Event::Status(Status::Connecting),
        Event::Status(Status::Connected),
        opened(),
        Event::Mic(MicState::Live),
        Event::AudioBlocked(true),
        message(Source::Agent, "1", "Hello", true),
        over(),
        Event::Status(Status::Disconnected),
    ] {
        page.emit(event).await;
    }
    ANSWER.set(None);
    page.voice.end();
    settled().await;
    assert_eq!(page.state("call-button"), "idle");
    time.advance(500);
    page.click("[data-slot=call-button]").await;
    assert_eq!(page.state("call-button"), "connecting");
}

#[wasm_bindgen_test]
async fn session_can_be_disposed_inside_its_own_callback() {
    let shown = RwSignal::new(true);
    let owner = std::rc::Rc::new(RefCell::new(None::<Owner>));
    let held = owner.clone();
    let page = open(idle, move |_| {
        held.replace(Owner::current());
        let held = held.clone();
        let options = idle().on_event(Callback::new(move |event: Event| {
            if let Event::Connected { .. } = event {
                shown.set(false);
                let owner = OWNER.take();
                if let Some(owner) = owner {
                    owner.cleanup();
                }
            }
        }));
        let inner = Owner::new();
        let voice = inner.with(|| Voice::new(options));
        OWNER.set(Some(inner));
        VOICE.set(Some(voice));
        drop(held);
        view! { <Show when=move || shown.get()><CallButton voice /><TranscriptFeed voice /></Show> }
    })
    .await;
    let voice = VOICE.get().unwrap();
    voice.emit(opened());
    settled().await;
    assert_eq!(page.count("[data-slot]"), 0);
    voice.emit(opened());
    voice.start();
    assert_eq!(voice.status.get_untracked(), Status::Disconnected);
}

thread_local!(static OWNER: RefCell<Option<Owner>> = const { RefCell::new(None) });
