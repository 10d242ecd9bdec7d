//! A piece of page to try a component in.
#![allow(dead_code)] // each test binary uses its part

use std::cell::RefCell;
use std::rc::Rc;

use leptos::mount::{UnmountHandle, mount_to};
use leptos::prelude::*;
use leptos_speko::*;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Element, HtmlElement};

/// The part of the document that a test has for itself. It leaves the page with the test.
pub(crate) struct Page<S: leptos::tachys::view::Mountable> {
    pub(crate) root: HtmlElement,
    pub(crate) voice: Voice,
    handle: Option<UnmountHandle<S>>,
}

pub(crate) fn document() -> web_sys::Document {
    web_sys::window().unwrap().document().unwrap()
}

/// Mounts components round a session of these credentials.
pub(crate) async fn open<V: IntoView + 'static>(
    options: impl FnOnce() -> VoiceOptions + 'static,
    children: impl FnOnce(Voice) -> V + 'static,
) -> Page<impl leptos::tachys::view::Mountable> {
    let root: HtmlElement = document()
        .create_element("section")
        .unwrap()
        .unchecked_into();
    document().body().unwrap().append_child(&root).unwrap();
    let slot = Rc::new(RefCell::new(None));
    let filled = slot.clone();
    let handle = mount_to(root.clone(), move || {
        let voice = Voice::new(options());
        filled.replace(Some(voice));
        provide_context(voice);
        children(voice).into_any()
    });
    wait(20).await;
    let voice = slot.borrow().unwrap();
    Page {
        root,
        voice,
        handle: Some(handle),
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

    pub(crate) fn state(&self, slot: &str) -> String {
        self.attribute(&format!("[data-slot={slot}]"), "data-state")
            .unwrap()
    }

    pub(crate) async fn click(&self, selector: &str) {
        self.get(selector).click();
        wait(20).await;
    }

    pub(crate) async fn tell(&self, event: Event) {
        self.voice.tell(event);
        wait(20).await;
    }

    pub(crate) fn unmount(&mut self) {
        self.handle.take();
    }
}

impl<S: leptos::tachys::view::Mountable> Drop for Page<S> {
    fn drop(&mut self) {
        self.unmount();
        self.root.remove();
    }
}

pub(crate) async fn wait(millis: i32) {
    let promise = js_sys::Promise::new(&mut |resolve, _| {
        web_sys::window()
            .unwrap()
            .set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, millis)
            .unwrap();
    });
    JsFuture::from(promise).await.unwrap();
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

/// Credentials that nothing can be reached with.
pub(crate) fn nowhere() -> Credentials {
    Credentials::new("ws://127.0.0.1:9", "aa.bb.cc")
}

pub(crate) fn idle() -> VoiceOptions {
    VoiceOptions::new(nowhere())
}
