//! Prewarming: connecting before the click.

use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::Voice;

/// How much is prepared before the click, for the `prewarm` prop of
/// [`VoiceSession`](crate::VoiceSession).
///
/// Each level makes the click faster and costs more at the server. For realtime conversations only
/// the credentials are prefetched, and fetched again if the click comes more than a minute later.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Prewarm {
    /// No request leaves the page, and there is no cost at the server.
    ///
    /// When the call button is hovered, touched or focused, the browser's peer connection and its
    /// offer are created, some 10 ms of work. If unused, it is closed after eight seconds.
    #[default]
    Off,
    /// When the call button is hovered, touched or focused, credentials are fetched and the session
    /// is joined without microphone and audio. If unused, it is dropped after eight seconds.
    ///
    /// Each user who only hovers costs a session: a token, a room, and with agent dispatch an agent
    /// for some seconds.
    Intent,
    /// Credentials are fetched and the session is joined as soon as the component is mounted,
    /// without the limit of eight seconds. After that it works as [`Intent`](Self::Intent). The
    /// click only opens the microphone and starts the audio.
    ///
    /// Each visitor of the page costs a session, whether they call or not.
    Join,
}

/// How to prewarm. These are function pointers, so that a page that joins only on click does not
/// contain the code.
#[derive(Clone, Copy, Default)]
pub(crate) struct PrewarmHooks {
    /// Called as soon as the component is mounted.
    pub(super) join: Option<fn(&Voice)>,
    on_intent: Option<fn(&Voice)>,
}

impl PrewarmHooks {
    pub(super) fn of(prewarm: Prewarm) -> Self {
        Self {
            join: (prewarm == Prewarm::Join).then_some(Voice::prepare),
            on_intent: (prewarm != Prewarm::Off).then_some(on_intent),
        }
    }
}

/// How long a session that was joined on intent waits for the click.
const PREWARM_TTL: Duration = Duration::from_secs(8);

impl Voice {
    /// Joins before the click: fetches credentials and connects, but does not request the
    /// microphone, plays no audio and emits no events. [`start`](Self::start) continues from there.
    /// [`discard_prepared`](Self::discard_prepared) drops it.
    ///
    /// The agent waits with its greeting until the start. Failures before the start are not
    /// reported: the start then connects from scratch. Does nothing during a conversation, and with
    /// [`microphone_first`](crate::VoiceOptions::microphone_first).
    pub fn prepare(&self) {
        let started = self.core.try_update_value(|core| {
            if !core.is_free() || core.options.microphone_first {
                return None;
            }
            core.prewarm = true;
            core.generation = core.generation.wrapping_add(1);
            let last = core.take_conversation();
            Some((last, core.generation, core.options.credentials.clone()))
        });
        let Some(Some((last, generation, credentials))) = started else {
            return;
        };
        drop(last);
        if cfg!(target_arch = "wasm32") {
            spawn_local((*self).run(generation, credentials));
        }
    }

    /// Drops a session that was [prepared](Self::prepare) and not started.
    pub fn discard_prepared(&self) {
        let unused = self
            .core
            .try_with_value(|core| core.prewarm.then_some(core.generation));
        if let Some(Some(generation)) = unused {
            self.close(generation);
        }
    }

    /// Prewarms for a user who is about to click.
    pub(crate) fn prewarm(&self) {
        let on_intent = self
            .core
            .try_with_value(|core| core.options.prewarm_hooks.on_intent);
        match on_intent {
            Some(Some(on_intent)) => on_intent(self),
            Some(None) => self.prewarm_peer(),
            None => {}
        }
    }

    /// Creates the peer connection and its offer. No request leaves the page.
    fn prewarm_peer(&self) {
        #[cfg(all(target_arch = "wasm32", feature = "webrtc"))]
        if let Some(Some(microphone)) = self
            .core
            .try_with_value(|core| core.is_free().then_some(core.options.mic_enabled))
        {
            speko_client::prewarm_peer(microphone);
        }
    }
}

fn on_intent(voice: &Voice) {
    let voice = *voice;
    let now = move || {
        let core = voice.core;
        core.try_with_value(|core| (core.prewarm, core.generation))
    };
    let before = now();
    voice.prepare();
    let then = now();
    // In a call, or already prewarmed: by `Prewarm::Join`, or by a hover that has its own timer.
    if then == before {
        return;
    }
    set_timeout(
        move || {
            // A newer prewarm has its own timer.
            if now() == then {
                voice.discard_prepared();
            }
        },
        PREWARM_TTL,
    );
}
