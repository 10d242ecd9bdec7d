//! The texts of the components in a browser: translatable in every state, and switched at runtime.

use crate::support::gallery::*;
use crate::support::*;
use leptos::prelude::*;
use leptos_speko::*;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Element, HtmlInputElement, Node};

/// Collects every text and spoken attribute under a node. Message texts are not translated, so
/// these tests use only digits in them.
fn spoken(node: &Node, all: &mut Vec<String>) {
    if let Some(element) = node.dyn_ref::<Element>() {
        all.extend(SPOKEN.iter().filter_map(|name| element.get_attribute(name)));
    } else if node.node_type() == Node::TEXT_NODE {
        all.extend(node.node_value());
    }
    let mut child = node.first_child();
    while let Some(node) = child {
        spoken(&node, all);
        child = node.next_sibling();
    }
}

fn error(reason: ErrorReason) -> Event {
    Event::Error(SpekoClientError::new(ErrorCode::ConnectionFailed, reason))
}

/// Returns the events of a conversation that shows everything a component has texts for.
fn story() -> Vec<Event> {
    let ended = |reason| {
        Event::Disconnected(Disconnection {
            reason,
            message: None,
        })
    };
    vec![
        Event::Status(Status::Connecting),
        Event::Status(Status::Connected),
        Event::Mic(MicState::Live),
        Event::AudioBlocked(true),
        message(Source::Agent, "1", "1", false),
        message(Source::Agent, "1", "12", true),
        message(Source::User, "2", "34", true),
        Event::Mode(Mode::Speaking),
        Event::AgentState(AgentState::Thinking),
        Event::AgentState(AgentState::Speaking),
        Event::AgentPresence(AgentPresence::Waiting),
        Event::AgentPresence(AgentPresence::Left),
        Event::Mic(MicState::Muted),
        Event::Connection(ConnectionState::Reconnecting),
        Event::Connection(ConnectionState::Good),
        error(ErrorReason::DeviceLost),
        Event::Status(Status::Disconnecting),
        ended(DisconnectReason::Agent),
        Event::Status(Status::Disconnected),
        ended(DisconnectReason::User),
        ended(DisconnectReason::Timeout),
    ]
}

#[wasm_bindgen_test]
async fn every_text_in_every_state_is_translatable() {
    for (name, draw) in every() {
        let page = open(idle, move |_| {
            speak_in_keys();
            draw()
        })
        .await;
        let check = || {
            let mut all = Vec::new();
            spoken(&page.root, &mut all);
            // Device names come from the system.
            for text in all.iter().filter(|text| !text.starts_with("Fake ")) {
                assert_eq!(
                    untranslated(text),
                    "",
                    "{name} shows the untranslated text {text:?}"
                );
            }
        };
        check();
        for event in story() {
            page.voice.emit(event);
            turn().await;
            check();
        }
        // Includes texts that are set in a frame.
        settled().await;
        check();
        page.emit(Event::Status(Status::Connected)).await;
        if let Some(field) = page.find("input[type=text]") {
            field.unchecked_into::<HtmlInputElement>().set_value("1");
            page.click("[data-slot=message-input] button").await;
            assert!(page.find("[role=alert]").is_some());
            check();
        }
    }
}

#[wasm_bindgen_test]
async fn switching_language_during_a_call_updates_all_texts_in_place() {
    let spanish = RwSignal::new(false);
    let page = open(idle, move |_| {
        provide_phrases(move |phrase, blanks| {
            if !spanish.get() {
                return None;
            }
            Some(match (phrase, blanks.error) {
                (phrases::CALL_END, _) => "Terminar la conversación".to_owned(),
                (phrases::STATUS_CONNECTED, _) => "Conectado".to_owned(),
                (phrases::SPEAKER_USER, _) => "Usted".to_owned(),
                (phrases::SAID_USER, _) => "Usted: ".to_owned() + blanks.text,
                (phrases::MESSAGE_PLACEHOLDER, _) => "Escriba".to_owned(),
                (phrases::ERROR_MESSAGE, Some(_)) => "No hay micrófono.".to_owned(),
                _ => return None,
            })
        });
        view! { <CallButton /><StatusBadge /><TranscriptFeed /><MessageInput /><ErrorNotice /> }
    })
    .await;
    page.emit(Event::Status(Status::Connected)).await;
    page.emit(message(Source::User, "1", "Hola", true)).await;
    page.emit(error(ErrorReason::NoDevice)).await;
    let row = page.get("[data-slot=turn]");
    let announced = page.get("[data-slot=announcer]");
    assert_eq!(announced.text_content().as_deref(), Some("You: Hola"));
    let look = || {
        let text = |selector: &str| page.get(selector).text_content().unwrap();
        [
            page.attribute("[data-slot=call-button]", "aria-label")
                .unwrap(),
            text("[data-slot=status-badge] > :first-child"),
            text("[data-slot=turn-speaker]"),
            page.attribute("input", "placeholder").unwrap(),
            text("[data-slot=error-notice] strong"),
        ]
    };
    let english = look();
    assert_eq!(english[0], "End conversation");
    spanish.set(true);
    settled().await;
    assert_eq!(
        look(),
        [
            "Terminar la conversación",
            "Conectado",
            "Usted",
            "Escriba",
            "No hay micrófono."
        ]
    );
    assert!(row.is_connected(), "rows are kept");
    let again = announced.text_content();
    assert_eq!(
        again.as_deref(),
        Some("You: Hola"),
        "nothing is announced twice"
    );
    page.emit(message(Source::User, "2", "Adiós", true)).await;
    assert_eq!(
        announced
            .last_element_child()
            .unwrap()
            .text_content()
            .unwrap(),
        "Usted: Adiós"
    );
    spanish.set(false);
    settled().await;
    assert_eq!(look(), english);
}

#[wasm_bindgen_test]
async fn message_field_direction_follows_page_then_typed_text() {
    let page = open(idle, |_| {
        view! {
            <style>{include_str!("../../../../style/base.css")}</style>
            <div dir="rtl"><MessageInput /></div>
        }
    })
    .await;
    let field: HtmlInputElement = page.get("input").unchecked_into();
    let direction = || {
        let style = web_sys::window().unwrap().get_computed_style(&field);
        let style = style.unwrap().unwrap();
        style.get_property_value("direction").unwrap()
    };
    assert_eq!(direction(), "rtl");
    field.set_value("hello");
    assert_eq!(direction(), "ltr");
    field.set_value("שלום");
    assert_eq!(direction(), "rtl");
}
