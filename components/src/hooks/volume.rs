use crate::Voice;
use crate::voice::find_voice;

/// What [`VolumeSlider`](crate::VolumeSlider) knows, from [`use_volume`]. Inside a view its answers tell of changes.
#[derive(Clone, Copy, Debug)]
pub struct UseVolume {
    voice: Voice,
}

/// How loud the agent is. `voice` is for a session other than the one round the component.
///
/// ```
/// use leptos::prelude::*;
/// use leptos_speko::use_volume;
///
/// #[component]
/// fn Louder() -> impl IntoView {
///     let volume = use_volume(None);
///     view! {
///         <button disabled=move || volume.is_fixed() on:click=move |_| volume.set(volume.percent() + 10)>
///             {move || volume.percent()} " %"
///         </button>
///     }
/// }
/// ```
pub fn use_volume(voice: Option<Voice>) -> UseVolume {
    UseVolume {
        voice: find_voice(voice),
    }
}

impl UseVolume {
    /// From 0 to 100.
    pub fn percent(&self) -> u32 {
        (self.voice.volume.get() * 100.0 + 0.5) as u32
    }

    /// Sets it, from 0 to 100.
    pub fn set(&self, percent: u32) {
        self.voice.set_volume(f64::from(percent) / 100.0);
    }

    /// Whether the page cannot change it, as on iOS: there only the device's own buttons do. `false` until the page has
    /// come alive.
    pub fn is_fixed(&self) -> bool {
        self.voice.ready.get() && !speko_client::can_set_volume()
    }
}
