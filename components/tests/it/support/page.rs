//! A section of the page to test a component in.

use std::cell::RefCell;
use std::future::Pending;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering::SeqCst};

use leptos::mount::{UnmountHandle, mount_to};
use leptos::prelude::*;
use leptos_speko::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, EventTarget, HtmlElement, HtmlSelectElement};

use super::{Restore, settled};

/// A test's own section of the document, which is removed with the test.
pub(crate) struct Page<S: leptos::tachys::view::Mountable> {
    pub(crate) root: HtmlElement,
    pub(crate) voice: Voice,
    handle: Option<UnmountHandle<S>>,
    /// Dropped after the components, which read the document when they are dropped.
    _removed: Restore,
}

pub(crate) fn document() -> web_sys::Document {
    web_sys::window().unwrap().document().unwrap()
}

/// Mounts components with a session of these options.
pub(crate) async fn open<V: IntoView + 'static>(
    options: impl FnOnce() -> VoiceOptions + 'static,
    children: impl FnOnce(Voice) -> V + 'static,
) -> Page<impl leptos::tachys::view::Mountable> {
    let root: HtmlElement = document()
        .create_element("section")
        .unwrap()
        .unchecked_into();
    // Above the runner's output, which grows with each test: intersection observers must see it.
    document()
        .body()
        .unwrap()
        .prepend_with_node_1(&root)
        .unwrap();
    let section = root.clone();
    let removed = Restore::by(move || section.remove());
    let slot = Rc::new(RefCell::new(None));
    let filled = slot.clone();
    let handle = mount_to(root.clone(), move || {
        let voice = Voice::new(options());
        filled.replace(Some(voice));
        provide_context(voice);
        children(voice).into_any()
    });
    settled().await;
    let voice = slot.borrow().unwrap();
    Page {
        root,
        voice,
        handle: Some(handle),
        _removed: removed,
    }
}

impl<S: leptos::tachys::view::Mountable> Page<S> {
    pub(crate) fn find(&self, selector: &str) -> Option<Element> {
        self.root.query_selector(selector).unwrap()
    }

    pub(crate) fn get(&self, selector: &str) -> HtmlElement {
        let html = self.root.inner_html();
        self.find(selector)
            .unwrap_or_else(|| panic!("no {selector} in {html}"))
            .unchecked_into()
    }

    pub(crate) fn count(&self, selector: &str) -> u32 {
        self.root.query_selector_all(selector).unwrap().length()
    }

    pub(crate) fn attribute(&self, selector: &str, name: &str) -> Option<String> {
        self.get(selector).get_attribute(name)
    }

    /// Returns the texts of all elements that a selector matches.
    pub(crate) fn texts(&self, selector: &str) -> Vec<String> {
        let all = self.root.query_selector_all(selector).unwrap();
        (0..all.length())
            .map(|at| all.get(at).unwrap().text_content().unwrap())
            .collect()
    }

    pub(crate) fn state(&self, slot: &str) -> String {
        self.attribute(&format!("[data-slot={slot}]"), "data-state")
            .unwrap()
    }

    pub(crate) async fn click(&self, selector: &str) {
        self.get(selector).click();
        settled().await;
    }

    /// Chooses an entry of a menu, as the user does.
    pub(crate) fn choose(&self, menu: &str, value: &str) {
        let menu: HtmlSelectElement = self.get(menu).unchecked_into();
        menu.set_value(value);
        assert_eq!(menu.value(), value, "only listed entries can be chosen");
        dispatch(&menu, "change");
    }

    pub(crate) async fn emit(&self, event: Event) {
        self.voice.emit(event);
        settled().await;
    }

    pub(crate) fn unmount(&mut self) {
        self.handle.take();
    }
}

impl<S: leptos::tachys::view::Mountable> Drop for Page<S> {
    fn drop(&mut self) {
        self.unmount();
    }
}

/// Dispatches an event of this name.
pub(crate) fn dispatch(target: &EventTarget, name: &str) {
    let event = web_sys::Event::new(name).unwrap();
    target.dispatch_event(&event).unwrap();
}

/// Returns the `data-slot` of the focused element.
pub(crate) fn focused_slot() -> Option<String> {
    document().active_element()?.get_attribute("data-slot")
}

pub(crate) fn message(source: Source, id: &str, text: &str, is_final: bool) -> Event {
    Event::Message(Message {
        source,
        text: text.into(),
        is_final,
        segment_id: Some(id.into()),
        started_at: None,
    })
}

/// Returns credentials whose server cannot be reached.
pub(crate) fn nowhere() -> Credentials {
    Credentials::new("ws://127.0.0.1:9", "aa.bb.cc")
}

/// Returns options whose credentials never arrive: once started, the session stays `connecting`,
/// however slow the machine is.
pub(crate) fn idle() -> VoiceOptions {
    VoiceOptions::new(std::future::pending)
}

/// Counts the requests for credentials, which never arrive.
pub(crate) fn counted_credentials() -> (
    Arc<AtomicU32>,
    impl Fn() -> Pending<Result<Credentials, SpekoClientError>> + Clone + Send + Sync + 'static,
) {
    let requests = Arc::new(AtomicU32::new(0));
    let counter = requests.clone();
    let source = move || {
        counter.fetch_add(1, SeqCst);
        std::future::pending()
    };
    (requests, source)
}
