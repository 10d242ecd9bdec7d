//! Lists of audio devices, for components that show or select them. Compiled in only if a component
//! uses it.

mod select;

use std::fmt;
use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;
pub(crate) use select::DeviceSelect;
use speko_client::{
    Device, DeviceKind, DeviceList, DeviceWatch, ErrorReason, MicPermission, MicState,
    SpekoClientError, microphone_obstacle, request_microphone, watch_devices,
};

use crate::session::find_voice;
use crate::{DeviceChoice, Phrase, Voice, phrases};

/// Microphones and loudspeakers, the microphone permission, and the selected devices: the state for
/// a custom device menu. [`MicSelect`](crate::MicSelect) and
/// [`SpeakerSelect`](crate::SpeakerSelect) are built on it.
///
/// `Copy`, so that closures can capture it. On the server, and before hydration, the lists are
/// empty.
#[derive(Clone, Copy)]
pub struct Devices {
    /// `None` until the browser has answered.
    list: RwSignal<Option<Arc<DeviceList>>>,
    refused: RwSignal<Option<SpekoClientError>>,
    watch: StoredValue<Option<DeviceWatch>, LocalStorage>,
    voice: Voice,
}

/// Watches the devices for the session in context, until the component is unmounted. Does not ask
/// for the microphone permission.
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
///             {move || devices
///                 .inputs()
///                 .into_iter()
///                 .map(|device| view! { <li>{device.label}</li> })
///                 .collect_view()}
///         </ul>
///         <button on:click=move |_| devices.request_permission()>"Show names"</button>
///     }
/// }
/// ```
pub fn use_devices() -> Devices {
    use_devices_of(find_voice(None))
}

/// Watches the devices for this session.
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
        // An open microphone implies the permission, so the device labels are available now.
        voice.mic.track();
        devices.refresh();
    });
    devices
}

/// Returns why this page can use no microphone, whatever the user allows. `None` on a server, and
/// in browsers without microphones.
pub(crate) fn obstacle() -> Option<(ErrorReason, Phrase)> {
    let reason = microphone_obstacle()?;
    let phrase = match reason {
        ErrorReason::InsecurePage => phrases::PRE_JOIN_INSECURE,
        ErrorReason::MicrophonePolicy => phrases::PRE_JOIN_POLICY,
        _ => return None,
    };
    Some((reason, phrase))
}

impl Devices {
    fn begin(&self) {
        let list = self.list;
        let watch = watch_devices(move |news| {
            let _ = list.try_set(Some(Arc::new(news.clone())));
        });
        self.watch.try_set_value(Some(watch));
    }

    /// Returns all that is known. Reactive, as are all getters below.
    pub fn list(&self) -> Arc<DeviceList> {
        self.list.try_get().flatten().unwrap_or_default()
    }

    /// Returns whether the browser has answered.
    pub fn is_known(&self) -> bool {
        self.list.try_get().flatten().is_some()
    }

    pub(crate) fn mic(&self) -> MicState {
        self.voice.mic.get()
    }

    /// Returns the selectable microphones. Aliases of the system default are left out, and so are
    /// entries without an id, which browsers list before the permission is granted.
    pub fn inputs(&self) -> Vec<Device> {
        self.of(DeviceKind::Input)
    }

    /// Returns the selectable loudspeakers, filtered like [`inputs`](Self::inputs). Empty if the
    /// browser does not support output selection.
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

    /// Returns whether the machine has a microphone, also if its label and id are hidden.
    pub fn has_input(&self) -> bool {
        let list = self.list();
        let mut all = list.devices.iter();
        all.any(|device| device.kind == DeviceKind::Input)
    }

    /// Returns the page's microphone permission.
    pub fn permission(&self) -> MicPermission {
        self.list().permission
    }

    /// Returns whether the browser supports output selection.
    pub fn can_choose_output(&self) -> bool {
        self.list().can_choose_output
    }

    /// Returns the wanted microphone and the one in use.
    pub fn input(&self) -> DeviceChoice {
        self.voice.input_device.get()
    }

    /// Returns the wanted loudspeaker and the one in use.
    pub fn output(&self) -> DeviceChoice {
        self.voice.output_device.get()
    }

    /// Returns why the last [`request_permission`](Self::request_permission) failed.
    pub fn refused(&self) -> Option<SpekoClientError> {
        self.refused.try_get().flatten()
    }

    /// Selects the microphone, like [`Voice::set_input_device`].
    pub fn choose_input(&self, device_id: Option<String>) {
        self.voice.set_input_device(device_id);
    }

    /// Selects the loudspeaker, like [`Voice::set_output_device`].
    pub fn choose_output(&self, device_id: Option<String>) {
        self.voice.set_output_device(device_id);
    }

    /// Asks the user for the microphone permission and closes the microphone again. The device
    /// labels are available afterwards. Call it inside a click or key handler.
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

    /// Reads the list of devices again.
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
