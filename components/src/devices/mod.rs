//! The devices of the page, for components that show or choose them. A page without such a component has none of this.

mod choice;
mod select;

use std::fmt;
use std::sync::Arc;

pub use choice::DeviceChoice;
use leptos::prelude::*;
use leptos::task::spawn_local;
pub(crate) use select::DeviceSelect;
use speko_client::{
    Device, DeviceKind, DeviceList, DeviceWatch, MicPermission, MicState, SpekoClientError,
    request_microphone, watch_devices,
};

use crate::Voice;
use crate::voice::find_voice;

/// The machine's microphones and loudspeakers, the permission, and what is chosen: for a device menu of one's own.
/// [`MicSelect`](crate::MicSelect) and [`SpeakerSelect`](crate::SpeakerSelect) are made of it.
///
/// It is `Copy`; closures take it as it is. On a server, and until the page has come alive, the lists are empty.
#[derive(Clone, Copy)]
pub struct Devices {
    /// Nothing until the browser has answered.
    list: RwSignal<Option<Arc<DeviceList>>>,
    refused: RwSignal<Option<SpekoClientError>>,
    watch: StoredValue<Option<DeviceWatch>, LocalStorage>,
    voice: Voice,
}

/// The devices, with the session round this component. They are watched until the component goes; nobody is asked for
/// anything.
///
/// ```
/// use leptos::prelude::*;
/// use leptos_speko::use_devices;
///
/// #[component]
/// fn Microphones() -> impl IntoView {
///     let devices = use_devices();
///     view! {
///         <ul>
///             {move || devices.inputs().into_iter().map(|device| view! { <li>{device.label}</li> }).collect_view()}
///         </ul>
///         <button on:click=move |_| devices.request_permission()>"Show names"</button>
///     }
/// }
/// ```
pub fn use_devices() -> Devices {
    use_devices_of(find_voice(None))
}

/// The devices, with this session.
pub fn use_devices_of(voice: Voice) -> Devices {
    let devices = Devices {
        list: RwSignal::new(None),
        refused: RwSignal::new(None),
        watch: StoredValue::new_local(None),
        voice,
    };
    // Effects run in the browser only.
    Effect::new(move |_| devices.begin());
    Effect::new(move |_| {
        // An open microphone is a permission: the names are there now.
        voice.mic.track();
        devices.refresh();
    });
    devices
}

impl Devices {
    fn begin(&self) {
        let list = self.list;
        let watch = watch_devices(move |news| {
            let _ = list.try_set(Some(Arc::new(news.clone())));
        });
        self.watch.try_set_value(Some(watch));
    }

    /// All that is known. Inside a view or an effect it tells of changes, as all that follow.
    pub fn list(&self) -> Arc<DeviceList> {
        self.list.try_get().flatten().unwrap_or_default()
    }

    /// Whether the browser has answered yet.
    pub fn is_known(&self) -> bool {
        self.list.try_get().flatten().is_some()
    }

    pub(crate) fn mic(&self) -> MicState {
        self.voice.mic.get()
    }

    /// The microphones that can be chosen, without the entries that merely stand for the system's default, and without
    /// those that have no id before the permission.
    pub fn inputs(&self) -> Vec<Device> {
        self.of(DeviceKind::Input)
    }

    /// The loudspeakers that can be chosen, likewise; none where the browser lets nobody choose.
    pub fn outputs(&self) -> Vec<Device> {
        if self.can_choose_output() {
            self.of(DeviceKind::Output)
        } else {
            Vec::new()
        }
    }

    pub(crate) fn of(&self, kind: DeviceKind) -> Vec<Device> {
        let list = self.list();
        let all = list.devices.iter();
        all.filter(|device| device.kind == kind && !device.id.is_empty() && !device.is_alias())
            .cloned()
            .collect()
    }

    /// Whether there is a microphone at all, named or not.
    pub fn has_input(&self) -> bool {
        let list = self.list();
        let mut all = list.devices.iter();
        all.any(|device| device.kind == DeviceKind::Input)
    }

    /// Whether the page may use the microphone.
    pub fn permission(&self) -> MicPermission {
        self.list().permission
    }

    /// Whether a loudspeaker can be chosen in this browser.
    pub fn can_choose_output(&self) -> bool {
        self.list().can_choose_output
    }

    /// The microphone that is wanted and the one that is used.
    pub fn input(&self) -> DeviceChoice {
        self.voice.input_device.get()
    }

    /// The loudspeaker that is wanted and the one that is used.
    pub fn output(&self) -> DeviceChoice {
        self.voice.output_device.get()
    }

    /// Why the last [`request_permission`](Self::request_permission) came to nothing.
    pub fn refused(&self) -> Option<SpekoClientError> {
        self.refused.try_get().flatten()
    }

    /// Chooses the microphone, as [`Voice::set_input_device`].
    pub fn choose_input(&self, device_id: Option<String>) {
        self.voice.set_input_device(device_id);
    }

    /// Chooses the loudspeaker, as [`Voice::set_output_device`].
    pub fn choose_output(&self, device_id: Option<String>) {
        self.voice.set_output_device(device_id);
    }

    /// Asks the person for the microphone and lets it go at once; the names are there then. Call it inside a click or
    /// key handler.
    pub fn request_permission(&self) {
        let devices = *self;
        let _ = devices.refused.try_set(None);
        if cfg!(target_arch = "wasm32") {
            spawn_local(async move {
                let refused = request_microphone().await.err();
                let _ = devices.refused.try_set(refused);
                devices.refresh();
            });
        }
    }

    /// Lists the devices anew.
    pub fn refresh(&self) {
        self.watch.try_with_value(|watch| {
            if let Some(watch) = watch {
                watch.refresh();
            }
        });
    }
}

impl fmt::Debug for Devices {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Devices")
    }
}
