//! The microphones and speakers that the browser lists.

use js_sys::Array;
use speko_proto::{Device, DeviceKind};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{EventTarget, MediaDevices};

use super::js::{items, on_settled, text};

/// Returns `navigator.mediaDevices`. On an insecure page it is `undefined`, and every call on it
/// throws.
pub(super) fn media_devices() -> Option<MediaDevices> {
    web_sys::window()?.navigator().media_devices().ok()
}

/// Returns the target of `devicechange` events.
pub(super) fn changes() -> Option<EventTarget> {
    let devices = media_devices().map(JsValue::from)?;
    devices.is_object().then(|| devices.unchecked_into())
}

/// Lists the devices. If the browser cannot list them, `done` is not called.
pub(super) fn list(done: impl FnOnce(Vec<Device>) + 'static) {
    let Some(Ok(listed)) = media_devices().map(|devices| devices.enumerate_devices()) else {
        return;
    };
    on_settled(listed, move |listed| {
        if let Ok(listed) = listed {
            let all = items::<JsValue>(listed.unchecked_ref::<Array>());
            done(all.filter_map(|info| device(&info)).collect());
        }
    });
}

fn device(info: &JsValue) -> Option<Device> {
    let text = |name| text(info, name);
    let kind = match text("kind").as_str() {
        "audioinput" => DeviceKind::Input,
        "audiooutput" => DeviceKind::Output,
        _ => return None,
    };
    Some(Device {
        id: text("deviceId"),
        label: text("label"),
        kind,
        group_id: text("groupId"),
    })
}
