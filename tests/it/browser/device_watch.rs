//! The devices and the permission of a page without a conversation.

use std::cell::RefCell;
use std::rc::Rc;

use speko_client::{
    DeviceKind, DeviceList, DeviceWatch, ErrorReason, MicPermission, request_microphone,
    watch_devices,
};
use wasm_bindgen_test::wasm_bindgen_test;

use super::support::*;

/// A watch, and the lists that it reported.
struct Watched {
    lists: Rc<RefCell<Vec<DeviceList>>>,
    watch: Option<DeviceWatch>,
}

impl Watched {
    fn start() -> Self {
        let lists = Rc::<RefCell<Vec<DeviceList>>>::default();
        let reported = lists.clone();
        let watch = watch_devices(move |list| reported.borrow_mut().push(list.clone()));
        Self {
            lists,
            watch: Some(watch),
        }
    }

    #[track_caller]
    fn until(&self, wanted: impl Fn(&DeviceList) -> bool) -> impl Future<Output = ()> {
        until(move || self.lists.borrow().last().is_some_and(&wanted))
    }
}

fn labels(list: &DeviceList) -> Vec<&str> {
    let labels = list.devices.iter().map(|device| device.label.as_str());
    labels.collect()
}

#[wasm_bindgen_test]
async fn devices_are_listed_without_a_prompt() {
    let watched = Watched::start();
    watched
        .until(|list| {
            let named = |device: &&speko_client::Device| !device.label.is_empty();
            list.devices.iter().any(|d| d.kind == DeviceKind::Input)
                && list.devices.iter().filter(named).count() > 2
                && list.permission == MicPermission::Granted
                && list.can_choose_output
        })
        .await;
    assert_eq!(prompt_count(), 0);
}

#[wasm_bindgen_test]
async fn device_changes_are_debounced_and_stop_when_the_watch_is_dropped() {
    permission_is("granted");
    plugged(&["audioinput a A"]);
    let mut watched = Watched::start();
    watched.until(|list| labels(list) == ["A"]).await;
    plugged(&["audioinput a A", "audiooutput b B", "videoinput c C"]);
    for _ in 0..10 {
        devices_changed();
    }
    watched.until(|list| labels(list) == ["A", "B"]).await;
    assert_eq!(list_count(), 1);
    let before = watched.lists.borrow().len();
    hold_time();
    devices_changed();
    drop(watched.watch.take());
    plugged(&[]);
    permission_becomes("denied");
    devices_changed();
    pass_time(1_000.0);
    settled().await;
    assert_eq!((watched.lists.borrow().len(), list_count()), (before, 0));
}

#[wasm_bindgen_test]
async fn permission_changes_are_reported_and_reload_the_labels() {
    permission_is("prompt");
    plugged(&["audioinput  "]);
    let watched = Watched::start();
    watched
        .until(|list| list.permission == MicPermission::Prompt && list.devices.len() == 1)
        .await;
    plugged(&["audioinput a A"]);
    permission_becomes("granted");
    watched
        .until(|list| list.permission == MicPermission::Granted && labels(list) == ["A"])
        .await;
    permission_becomes("denied");
    watched
        .until(|list| list.permission == MicPermission::Denied)
        .await;
}

#[wasm_bindgen_test]
async fn permission_is_unknown_until_labels_appear_if_the_query_fails() {
    permission_refuses();
    plugged(&["audioinput  "]);
    let watched = Watched::start();
    watched
        .until(|list| list.permission == MicPermission::Unknown && list.devices.len() == 1)
        .await;
    plugged(&["audioinput a A"]);
    watched.watch.as_ref().unwrap().refresh();
    watched
        .until(|list| list.permission == MicPermission::Granted)
        .await;
}

#[wasm_bindgen_test]
async fn page_without_media_devices_fails_without_exceptions() {
    no_media_devices();
    no_sinks();
    let _watched = Watched::start();
    settled().await;
    assert_eq!(error_count(), 0);
    assert!(request_microphone().await.is_err());
}

#[wasm_bindgen_test]
async fn request_microphone_leaves_no_track_open() {
    request_microphone().await.unwrap();
    assert_eq!((prompt_count(), live_tracks()), (1, 0));
    microphone_refuses("NotAllowedError");
    let error = request_microphone().await.unwrap_err();
    assert_eq!(error.reason(), ErrorReason::PermissionDenied);
}

#[wasm_bindgen_test]
async fn devices_are_not_listed_during_a_prompt() {
    plugged(&["audioinput a A"]);
    hold_prompt();
    hold_time();
    let answer = async {
        until(|| prompt_count() > 0).await;
        let watched = Watched::start();
        pass_time(600.0);
        settled().await;
        assert_eq!(list_count(), 0);
        answer_prompt().await;
        pass_time(300.0);
        watched.until(|list| labels(list) == ["A"]).await;
    };
    let (microphone, ()) = both(request_microphone(), answer).await;
    microphone.unwrap();
}
