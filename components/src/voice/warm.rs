//! Joining ahead of the click.

use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::Voice;

/// How much is done before the person clicks, for the `warm` of [`VoiceSession`](crate::VoiceSession).
///
/// Each step up makes the click faster and costs more at the server. Of speech to speech only the credentials are fetched
/// ahead, and fetched anew where the click comes more than a minute later.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Warm {
    /// Nothing that leaves the page. It costs nothing. When the pointer is over the call button, or it is touched or gets the
    /// focus, the browser's own part of a call is made, some 10 ms of work; unused, it is closed after eight seconds.
    #[default]
    Off,
    /// When the pointer is over the call button, or it is touched or gets the focus: credentials are fetched, and the
    /// call is joined without microphone and sound. Left unused, it is dropped after eight seconds.
    ///
    /// It costs, for each who only hovers, a session: a token minted, a room, and with agent dispatch an agent for some
    /// seconds.
    Intent,
    /// The same as soon as the component is in the page, for as long as it is, and from then on as
    /// [`Intent`](Self::Intent). The click only opens the microphone and the sound.
    ///
    /// It costs a session for each visitor of the page, whether they call or not.
    Join,
}

/// How it is done. The functions stand here, so that a page that joins by the click alone does not carry them.
#[derive(Clone, Copy, Default)]
pub(crate) struct Ahead {
    /// As soon as the component is in the page.
    pub(super) join: Option<fn(&Voice)>,
    intend: Option<fn(&Voice)>,
}

impl Ahead {
    pub(super) fn of(warm: Warm) -> Self {
        Self {
            join: (warm == Warm::Join).then_some(Voice::prepare),
            intend: (warm != Warm::Off).then_some(intend),
        }
    }
}

/// How long a call that was joined on a mere intent may wait for the click.
const PATIENCE: Duration = Duration::from_secs(8);

impl Voice {
    /// Joins ahead of the click: credentials are fetched and the connection is made, but no microphone is asked for, and
    /// nothing is heard or told. [`start`](Self::start) then goes on from there. [`cool`](Self::cool) drops it.
    ///
    /// An agent waits with its greeting until the start. What breaks meanwhile is not told: the start begins anew.
    /// Without effect in a call, and with [`microphone_first`](crate::VoiceOptions::microphone_first).
    pub fn prepare(&self) {
        let begun = self.core.try_update_value(|core| {
            if !core.is_free() || core.options.microphone_first {
                return None;
            }
            core.warm = true;
            core.generation = core.generation.wrapping_add(1);
            let last = core.take_conversation();
            Some((last, core.generation, core.options.credentials.clone()))
        });
        let Some(Some((last, generation, credentials))) = begun else {
            return;
        };
        drop(last);
        if cfg!(target_arch = "wasm32") {
            spawn_local((*self).run(generation, credentials));
        }
    }

    /// Drops what was [prepared](Self::prepare) and not started.
    pub fn cool(&self) {
        let unused = self
            .core
            .try_with_value(|core| core.warm.then_some(core.generation));
        if let Some(Some(generation)) = unused {
            self.close(generation);
        }
    }

    /// The person may be about to click.
    pub(crate) fn intend(&self) {
        let intend = self.core.try_with_value(|core| core.options.ahead.intend);
        match intend {
            Some(Some(intend)) => intend(self),
            Some(None) => self.make_ready(),
            None => {}
        }
    }

    /// Nothing of it leaves the page.
    fn make_ready(&self) {
        #[cfg(all(target_arch = "wasm32", feature = "webrtc"))]
        if let Some(Some(microphone)) = self
            .core
            .try_with_value(|core| core.is_free().then_some(core.options.mic_enabled))
        {
            speko_client::make_ready(microphone);
        }
    }
}

fn intend(voice: &Voice) {
    let voice = *voice;
    voice.prepare();
    let now = move || {
        let core = voice.core;
        core.try_with_value(|core| (core.warm, core.generation))
    };
    let then = now();
    set_timeout(
        move || {
            // A newer one has its own time.
            if now() == then {
                voice.cool();
            }
        },
        PATIENCE,
    );
}
