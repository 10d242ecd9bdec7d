//! `<TranscriptExport>` in a real browser.

use std::cell::RefCell;
use std::rc::Rc;

use crate::support::*;
use js_sys::{Object, Promise, Reflect};
use leptos::prelude::*;
use leptos_speko::*;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

const EXPORT: &str = "[data-slot=transcript-export]";
const COPY: &str = "[data-slot=transcript-copy]";
const DOWNLOAD: &str = "[data-slot=transcript-download]";
const RESULT: &str = "[data-slot=transcript-export-result]";

type Texts = Rc<RefCell<Vec<String>>>;

/// Fakes a clipboard that records texts or rejects.
fn clipboard(allows: bool) -> (Restore, Texts) {
    let texts = Texts::default();
    let kept = texts.clone();
    let write = Closure::<dyn FnMut(String) -> Promise>::new(move |text| {
        if !allows {
            return Promise::reject(&"NotAllowedError".into());
        }
        kept.borrow_mut().push(text);
        Promise::resolve(&JsValue::UNDEFINED)
    });
    let fake = Object::new();
    Reflect::set(&fake, &"writeText".into(), &write.into_js_value()).unwrap();
    let navigator = web_sys::window().unwrap().navigator();
    (replace(&navigator, "clipboard", &fake), texts)
}

async fn exportable<V: IntoView + 'static>(
    view: impl FnOnce() -> V + 'static,
) -> Page<impl leptos::tachys::view::Mountable> {
    let page = open(idle, |_| view()).await;
    page.voice.emit(message(Source::Agent, "a", "Hello", true));
    page.emit(message(Source::User, "u", "I am 42", true)).await;
    page
}

fn text(page: &Page<impl leptos::tachys::view::Mountable>, selector: &str) -> String {
    page.get(selector).text_content().unwrap()
}

async fn choose(page: &Page<impl leptos::tachys::view::Mountable>, format: &str) {
    page.choose("select", format);
    settled().await;
}

#[wasm_bindgen_test]
async fn export_is_disabled_until_the_first_turn_and_counts_turns() {
    let page = open(idle, |_| view! { <TranscriptExport /> }).await;
    assert_eq!(page.state("transcript-export"), "empty");
    assert_eq!(
        text(&page, "[data-slot=transcript-export-count]"),
        "0 turns"
    );
    for part in [COPY, DOWNLOAD, "select"] {
        assert!(page.get(part).has_attribute("disabled"), "{part}");
    }
    page.emit(message(Source::Agent, "a", "Hello", false)).await;
    assert_eq!(page.state("transcript-export"), "ready");
    assert_eq!(text(&page, "[data-slot=transcript-export-count]"), "1 turn");
    for part in [COPY, DOWNLOAD, "select"] {
        assert!(!page.get(part).has_attribute("disabled"), "{part}");
    }
}

#[wasm_bindgen_test]
async fn copy_uses_chosen_format_and_shows_copied_until_format_or_turns_change() {
    let (_clipboard, texts) = clipboard(true);
    let page = exportable(|| view! { <TranscriptExport /> }).await;
    page.click(COPY).await;
    assert_eq!(*texts.borrow(), ["Agent: Hello\nYou: I am 42\n"]);
    assert_eq!(page.state("transcript-export"), "copied");
    assert_eq!(text(&page, RESULT), "Copied");
    assert_eq!(page.attribute(RESULT, "role").as_deref(), Some("status"));

    choose(&page, "md").await;
    assert_eq!(page.state("transcript-export"), "ready");
    assert_eq!(text(&page, RESULT), "");
    page.click(COPY).await;
    let newest = texts.borrow().last().cloned();
    assert_eq!(
        newest.as_deref(),
        Some("**Agent:** Hello\n\n**You:** I am 42\n")
    );

    page.emit(message(Source::Agent, "b", "More", true)).await;
    assert_eq!(page.state("transcript-export"), "ready");
}

#[wasm_bindgen_test]
async fn copied_state_resets_when_a_turn_grows_or_a_new_call_starts() {
    let (_clipboard, texts) = clipboard(true);
    let page = open(idle, |_| view! { <TranscriptExport /> }).await;
    page.voice.start();
    page.emit(message(Source::Agent, "a", "Hello", false)).await;
    page.click(COPY).await;
    assert_eq!(page.state("transcript-export"), "copied");
    page.emit(message(Source::Agent, "a", "Hello you", true))
        .await;
    assert_eq!(page.state("transcript-export"), "ready", "the turn grew");
    page.click(COPY).await;
    assert_eq!(page.state("transcript-export"), "copied");
    // The next call has the same number of turns, with the same text.
    page.voice.end();
    page.voice.start();
    page.emit(message(Source::Agent, "a", "Hello you", true))
        .await;
    assert_eq!(page.state("transcript-export"), "ready", "another call");
    assert_eq!(texts.borrow().len(), 2);
}

#[wasm_bindgen_test]
async fn rejected_or_missing_clipboard_shows_failed_state() {
    let page = exportable(|| view! { <TranscriptExport /> }).await;
    let (refusing, _) = clipboard(false);
    page.click(COPY).await;
    assert_eq!(page.state("transcript-export"), "failed");
    assert!(text(&page, RESULT).starts_with("The browser blocked"));
    drop(refusing);
    let navigator = web_sys::window().unwrap().navigator();
    let _none = replace(&navigator, "clipboard", &JsValue::UNDEFINED);
    choose(&page, "json").await;
    assert_eq!(page.state("transcript-export"), "ready");
    page.click(COPY).await;
    assert_eq!(page.state("transcript-export"), "failed");
}

#[wasm_bindgen_test]
async fn transcript_can_be_copied_after_the_call_until_the_next_start() {
    let (_clipboard, texts) = clipboard(true);
    let page = open(idle, |_| view! { <TranscriptExport /> }).await;
    page.voice.start();
    page.emit(message(Source::User, "u", "Bye", true)).await;
    page.voice.end();
    settled().await;
    page.click(COPY).await;
    assert_eq!(*texts.borrow(), ["You: Bye\n"]);
    page.voice.start();
    settled().await;
    assert_eq!(page.state("transcript-export"), "empty");
}

/// Records the creation and the revocation of blob URLs.
struct Files {
    created: Texts,
    revoked: Texts,
    _restore: (Restore, Restore),
}

fn files() -> Files {
    let url = Reflect::get(&js_sys::global(), &"URL".into()).unwrap();
    let (created, revoked) = (Texts::default(), Texts::default());
    let (creates, revokes) = (created.clone(), revoked.clone());
    let make = Closure::<dyn FnMut(web_sys::Blob) -> String>::new(move |blob: web_sys::Blob| {
        creates.borrow_mut().push(blob.type_());
        format!("blob:{}", creates.borrow().len())
    });
    let revoke = Closure::<dyn FnMut(String)>::new(move |url| revokes.borrow_mut().push(url));
    let restore = (
        replace(&url, "createObjectURL", &make.into_js_value()),
        replace(&url, "revokeObjectURL", &revoke.into_js_value()),
    );
    Files {
        created,
        revoked,
        _restore: restore,
    }
}

/// Records the clicked links as name and target; nothing is saved.
fn links() -> (Restore, Texts) {
    let texts = Texts::default();
    let kept = texts.clone();
    let click = Closure::<dyn FnMut(JsValue)>::new(move |link: JsValue| {
        let link: web_sys::HtmlAnchorElement = link.unchecked_into();
        kept.borrow_mut().push(link.download() + " " + &link.href());
    });
    let wrap = js_sys::Function::new_with_args("record", "return function() { record(this) }");
    let click = wrap.call1(&JsValue::NULL, &click.into_js_value()).unwrap();
    let class = Reflect::get(&js_sys::global(), &"HTMLAnchorElement".into()).unwrap();
    let prototype = Reflect::get(&class, &"prototype".into()).unwrap();
    (replace(&prototype, "click", &click), texts)
}

#[wasm_bindgen_test]
async fn download_saves_files_and_revokes_their_blob_urls() {
    let (files, (_links, links)) = (files(), links());
    let mut page = exportable(|| view! { <TranscriptExport file_name="call" /> }).await;
    page.click(DOWNLOAD).await;
    assert_eq!(*links.borrow(), ["call.txt blob:1"]);
    assert_eq!(*files.revoked.borrow(), [""; 0]);
    choose(&page, "vtt").await;
    page.click(DOWNLOAD).await;
    assert_eq!(links.borrow()[1], "call.vtt blob:2");
    assert_eq!(
        *files.created.borrow(),
        ["text/plain;charset=utf-8", "text/vtt;charset=utf-8"]
    );
    assert_eq!(*files.revoked.borrow(), ["blob:1"]);
    page.unmount();
    settled().await;
    assert_eq!(*files.revoked.borrow(), ["blob:1", "blob:2"]);
}

#[wasm_bindgen_test]
async fn redaction_applies_to_every_export_format() {
    let (_clipboard, texts) = clipboard(true);
    let page = exportable(|| {
        let redact = |turn: Turn| {
            turn.text
                .replace(|letter: char| letter.is_ascii_digit(), "#")
        };
        view! { <TranscriptExport redact=redact /> }
    })
    .await;
    for format in ["txt", "md", "json", "vtt"] {
        choose(&page, format).await;
        page.click(COPY).await;
    }
    assert_eq!(texts.borrow().len(), 4);
    for text in texts.borrow().iter() {
        assert!(text.contains("I am ##"), "{text}");
        assert!(!text.contains("I am 42"), "{text}");
    }
}

#[wasm_bindgen_test]
async fn custom_draw_replaces_the_export_controls() {
    let (_clipboard, texts) = clipboard(true);
    let page = exportable(|| {
        view! {
            <TranscriptExport
                format=ExportFormat::Json
                draw=|export: ExportControls| {
                    view! { <button id="mine" on:click=move |_| export.copy()>{move || export.turns()}</button> }
                        .into_any()
                }
            />
        }
    })
    .await;
    assert_eq!(page.count(COPY), 0);
    assert_eq!(text(&page, EXPORT), "2");
    page.click("#mine").await;
    assert!(texts.borrow()[0].starts_with(r#"[{"source":"agent","text":"Hello""#));
    assert_eq!(page.state("transcript-export"), "copied");
}

#[wasm_bindgen_test]
async fn webvtt_cue_times_come_from_the_turn() {
    let _time = stopped_time();
    let page = open(idle, |_| view! { <TranscriptExport /> }).await;
    // The session's own clock, which the end of the cue comes from.
    let started_at = client::now() - 5_000;
    page.emit(Event::Message(Message {
        source: Source::User,
        text: "Slowly".into(),
        is_final: true,
        segment_id: Some("u".into()),
        started_at: Some(started_at),
    }))
    .await;
    let captions = page.voice.export(ExportFormat::WebVtt);
    assert!(
        captions.contains("00:00:00.000 --> 00:00:05."),
        "{captions}"
    );
}
