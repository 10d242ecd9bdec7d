//! Devices and microphone permission for a page without a conversation.

use std::cell::{Cell, RefCell};
use std::fmt;
use std::rc::{Rc, Weak};

use js_sys::Reflect;
use speko_proto::{Device, DeviceList, MicPermission, SpekoClientError};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{EventTarget, MediaStream};

use super::device_list;
use super::js::{on_settled, property};
use super::listener::Listener;
use super::timer::Timer;
use super::{microphone, permission};

/// How long to wait for further changes of a burst, in ms.
const BURST: u64 = 250;

/// Watches the browser's devices until it is dropped.
#[must_use = "dropping it stops watching"]
pub struct DeviceWatch(Rc<Watch>);

struct Watch {
    on_change: Box<dyn Fn(&DeviceList)>,
    list: RefCell<DeviceList>,
    /// Whether `on_change` has been called.
    known: Cell<bool>,
    burst: Timer,
    _changes: Option<Listener>,
    permission: RefCell<Option<Listener>>,
}

/// Reports the microphones, the speakers and the microphone permission, once at the start and then
/// on each change, until the returned watch is dropped. It does not prompt the user.
///
/// Until the microphone is allowed, devices have neither labels nor ids.
///
/// ```no_run
/// let watch = speko_client::watch_devices(|list| {
///     for device in &list.devices { /* device.label */ }
/// });
/// # let _ = watch;
/// ```
pub fn watch_devices(on_change: impl Fn(&DeviceList) + 'static) -> DeviceWatch {
    let watch = Rc::new_cyclic(|watch: &Weak<Watch>| {
        let (changed, over) = (watch.clone(), watch.clone());
        Watch {
            on_change: Box::new(on_change),
            list: RefCell::new(DeviceList {
                can_choose_output: can_choose_output(),
                ..DeviceList::default()
            }),
            known: Cell::new(false),
            burst: Timer::new(move || refresh(&over)),
            _changes: device_list::changes().map(|devices| {
                Listener::new(&devices, "devicechange", move |_| {
                    if let Some(watch) = changed.upgrade()
                        && !watch.burst.is_set()
                    {
                        watch.burst.set(BURST);
                    }
                })
            }),
            permission: RefCell::default(),
        }
    });
    let weak = Rc::downgrade(&watch);
    ask_permission_state(&weak);
    refresh(&weak);
    DeviceWatch(watch)
}

impl DeviceWatch {
    /// Lists the devices again. Call it after the user has allowed the microphone: not every
    /// browser reports that labels are available then.
    pub fn refresh(&self) {
        refresh(&Rc::downgrade(&self.0));
    }
}

impl fmt::Debug for DeviceWatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DeviceWatch")
    }
}

fn refresh(watch: &Weak<Watch>) {
    // Safari does not tolerate `enumerateDevices()` while `getUserMedia()` is pending.
    if microphone::is_prompting() {
        if let Some(watch) = watch.upgrade() {
            watch.burst.set(BURST);
        }
        return;
    }
    let watch = watch.clone();
    device_list::list(move |devices| change(&watch, |list| list.devices = devices));
}

fn change(watch: &Weak<Watch>, change: impl FnOnce(&mut DeviceList)) {
    let Some(watch) = watch.upgrade() else { return };
    let mut list = watch.list.borrow().clone();
    change(&mut list);
    // A label implies permission, even if the browser does not report the permission.
    let named = |device: &Device| !device.label.is_empty();
    if list.permission == MicPermission::Unknown && list.devices.iter().any(named) {
        list.permission = MicPermission::Granted;
    }
    let changed = *watch.list.borrow() != list;
    if changed || !watch.known.replace(true) {
        watch.list.replace(list.clone());
        (watch.on_change)(&list);
    }
}

/// Queries the microphone permission. It stays `Unknown` in browsers that do not support this.
fn ask_permission_state(watch: &Weak<Watch>) {
    let watch = watch.clone();
    on_settled(permission::query(), move |answer| {
        let Ok(status) = answer else { return };
        let Some(alive) = watch.upgrade() else { return };
        let (again, changed) = (watch.clone(), status.clone());
        let listener = Listener::new(status.unchecked_ref::<EventTarget>(), "change", move |_| {
            permission_is(&again, &changed);
            // Labels appear and disappear with the permission.
            refresh(&again);
        });
        alive.permission.replace(Some(listener));
        permission_is(&watch, &status);
    });
}

fn permission_is(watch: &Weak<Watch>, status: &JsValue) {
    let permission = permission::of(status);
    change(watch, |list| list.permission = permission);
}

fn can_choose_output() -> bool {
    let element = property(&js_sys::global(), "HTMLMediaElement");
    let prototype = property(&element, "prototype");
    prototype.is_object() && Reflect::has(&prototype, &"setSinkId".into()).unwrap_or(false)
}

/// Requests microphone permission and releases the microphone at once: for pages that show device
/// labels or prepare a call. Call it inside a click or key handler.
///
/// # Errors
/// [`MicrophoneFailed`](crate::ErrorCode::MicrophoneFailed) with the reason.
pub async fn request_microphone() -> Result<(), SpekoClientError> {
    let prompt = microphone::get_user_media(None, Default::default());
    let prompt = prompt.map_err(|error| microphone::failed(&error, true))?;
    let prompting = microphone::Prompting::begin();
    let opened = JsFuture::from(prompt).await;
    let at_once = prompting.end();
    let opened = opened.map_err(|error| microphone::failed(&error, at_once))?;
    microphone::stop(opened.unchecked_ref::<MediaStream>());
    Ok(())
}
