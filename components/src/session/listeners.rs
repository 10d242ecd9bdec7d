//! Event listeners and statistics, for components that observe a session. Other pages do not
//! contain this code.

use leptos::prelude::*;
use speko_client::{CallStats, Event};

use super::Voice;

/// Callbacks that receive every event. `notify` is `None` while there are none, so that such a page
/// does not contain its code.
#[derive(Clone, Default)]
pub(crate) struct Listeners {
    list: Vec<Callback<Event>>,
    notify: Option<fn(&Voice, &Event)>,
    /// The same for each request to mute or unmute.
    mutes: Vec<Callback<bool>>,
    pub(super) notify_mute: Option<fn(&Voice, bool)>,
    hooks: Option<Hooks>,
}

/// What push-to-talk does before the callbacks, also after its last control was removed.
type Hooks = (fn(&Voice, &Event), fn(&Voice));

impl Listeners {
    pub(super) fn of(first: Option<Callback<Event>>) -> Self {
        let mut this = Self::default();
        if let Some(first) = first {
            this.add(first);
        }
        this
    }

    fn add(&mut self, listener: Callback<Event>) {
        self.list.push(listener);
        self.notify = Some(notify);
    }

    pub(super) fn set_hooks(&mut self, event: fn(&Voice, &Event), mute: fn(&Voice)) {
        self.hooks = Some((event, mute));
        self.notify = Some(notify);
        self.notify_mute = Some(notify_mute);
    }
}

fn notify(voice: &Voice, event: &Event) {
    // Cloned, so that the callbacks run while the core is not locked.
    let all = voice
        .core
        .try_with_value(|core| (core.listeners.hooks, core.listeners.list.clone()));
    let (hooks, all) = all.unwrap_or_default();
    if let Some((hook, _)) = hooks {
        hook(voice, event);
    }
    for listener in all {
        listener.try_run(event.clone());
    }
}

fn notify_mute(voice: &Voice, muted: bool) {
    let all = voice
        .core
        .try_with_value(|core| (core.listeners.hooks, core.listeners.mutes.clone()));
    let (hooks, all) = all.unwrap_or_default();
    if let Some((_, hook)) = hooks {
        hook(voice);
    }
    for listener in all {
        listener.try_run(muted);
    }
}

impl Voice {
    /// Calls `listener` with each request to mute (`true`) or unmute, also a repeated one, until
    /// the current reactive owner is cleaned up. An effect would run after the user's gesture.
    pub(crate) fn watch_mute(&self, listener: impl Fn(bool) + Send + Sync + 'static) {
        let (core, listener) = (self.core, Callback::new(listener));
        core.try_update_value(|core| {
            core.listeners.mutes.push(listener);
            core.listeners.notify_mute = Some(notify_mute);
        });
        on_cleanup(move || {
            core.try_update_value(|core| {
                let mutes = &mut core.listeners.mutes;
                mutes.retain(|kept| !kept.matches(&listener));
            });
        });
    }

    pub(super) fn notify_listeners(&self, event: &Event) {
        let notify = self.core.try_with_value(|core| core.listeners.notify);
        if let Some(Some(notify)) = notify {
            notify(self, event);
        }
    }

    /// Calls `listener` with every event from now on, until the current reactive owner is cleaned
    /// up.
    pub(crate) fn watch(&self, listener: impl Fn(Event) + Send + Sync + 'static) {
        let (core, listener) = (self.core, Callback::new(listener));
        core.try_update_value(|core| core.listeners.add(listener));
        on_cleanup(move || {
            core.try_update_value(|core| {
                core.listeners.list.retain(|kept| !kept.matches(&listener))
            });
        });
    }

    /// Returns how many packets and messages of this conversation were not understood, or were
    /// incomplete. 0 without a conversation.
    pub fn ignored_packets(&self) -> u64 {
        self.conversation().map_or(0, |talk| talk.ignored_packets())
    }

    /// Returns the browser's statistics of the connection. `None` without a connection, and for
    /// realtime conversations. Poll it about once a second.
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
