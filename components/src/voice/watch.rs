//! For who looks on: a page without such a component has none of this.

use leptos::prelude::*;
use speko_client::{CallStats, Event};

use super::Voice;

impl Voice {
    /// Tells of every event from now on, until the current reactive owner is cleaned up.
    pub(crate) fn watch(&self, told: impl Fn(Event) + Send + Sync + 'static) {
        let (core, told) = (self.core, Callback::new(told));
        core.try_update_value(|core| core.listeners.push(told));
        on_cleanup(move || {
            core.try_update_value(|core| core.listeners.retain(|kept| !kept.matches(&told)));
        });
    }

    /// What the browser measures of the line; nothing while there is none, and of a WebSocket. Ask it once a second or so.
    ///
    /// ```
    /// use leptos_speko::Voice;
    ///
    /// async fn is_slow(voice: Voice) -> bool {
    ///     let stats = voice.stats().await;
    ///     stats.and_then(|stats| stats.round_trip_ms).is_some_and(|millis| millis > 300)
    /// }
    /// ```
    pub fn stats(&self) -> impl Future<Output = Option<CallStats>> + use<> {
        #[cfg(feature = "webrtc")]
        let asked = self
            .conversation()
            .and_then(|talk| Some(talk.webrtc()?.stats()));
        async move {
            #[cfg(feature = "webrtc")]
            return asked?.await;
            #[cfg(not(feature = "webrtc"))]
            None
        }
    }
}
