use crate::Voice;
use crate::session::find_voice;

/// The state behind [`VolumeSlider`](crate::VolumeSlider), from [`use_volume`]. Reads are tracked
/// in views and effects.
#[derive(Clone, Copy, Debug)]
pub struct UseVolume {
    voice: Voice,
}

/// Returns the agent's volume and its setter. `voice` overrides the session from context.
///
/// ```
/// use leptos::prelude::*;
/// use leptos_speko::use_volume;
///
/// #[component]
/// fn Louder() -> impl IntoView {
///     let volume = use_volume(None);
///     view! {
///         <button
///             disabled=move || volume.is_fixed()
///             on:click=move |_| volume.set(volume.percent() + 10)
///         >
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
    /// Returns the volume, from 0 to 100.
    pub fn percent(&self) -> u32 {
        (self.voice.volume.get() * 100.0 + 0.5) as u32
    }

    /// Sets the volume, from 0 to 100.
    pub fn set(&self, percent: u32) {
        self.voice.set_volume(f64::from(percent) / 100.0);
    }

    /// Whether the page cannot change the volume, as on iOS, where only the device's buttons do.
    /// `false` until hydration.
    pub fn is_fixed(&self) -> bool {
        self.voice.ready.get() && !speko_client::can_set_volume()
    }
}
