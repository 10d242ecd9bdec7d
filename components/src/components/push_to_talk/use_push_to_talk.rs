use std::borrow::Cow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

use leptos::prelude::*;
use speko_client::{MicState, Status, now};

use super::ptt_state::{HoldSource, PttState};
use crate::dom::Listener;
use crate::session::find_voice;
use crate::{Phrases, Voice, phrases};

/// The state behind [`PushToTalk`](crate::PushToTalk), from [`use_push_to_talk`]. It is `Copy`.
/// Reads are tracked in views and effects.
#[derive(Clone, Copy, Debug)]
pub struct UsePushToTalk {
    voice: Voice,
    words: Phrases,
    hold: RwSignal<PttState>,
    latch: bool,
}

/// Mutes the microphone and unmutes it only while the control is pressed. With `latch`, a tap
/// unmutes it until the next press. `voice` overrides the session from context.
///
/// The press ends when the window loses focus (unless latched), when the page is hidden, when
/// another control mutes, and when the conversation ends. If another control unmutes during a
/// conversation, such as a [`MicToggle`](crate::MicToggle) or a headset key, the microphone stays
/// unmuted until the next press. A press without an open conversation is ignored: no audio is sent
/// then, nor after the conversation opens.
///
/// On unmount, the microphone stays muted in this conversation. The next one has the mute state
/// from before the control was mounted.
///
/// ```
/// use leptos::prelude::*;
/// use leptos_speko::use_push_to_talk;
///
/// #[component]
/// fn Walkie() -> impl IntoView {
///     let talk = use_push_to_talk(None, false);
///     view! {
///         <button on:pointerdown=move |_| talk.press() on:pointerup=move |_| talk.release()>
///             {move || talk.state()}
///         </button>
///     }
/// }
/// ```
pub fn use_push_to_talk(voice: Option<Voice>, latch: bool) -> UsePushToTalk {
    let talk = UsePushToTalk {
        voice: find_voice(voice),
        words: Phrases::find(),
        hold: RwSignal::new(PttState::Idle),
        latch,
    };
    // Effects do not run on a server.
    let begun = Arc::new(AtomicBool::new(false));
    let ended = begun.clone();
    Effect::new(move |_| {
        begun.store(true, Relaxed);
        talk.voice.begin_push_to_talk();
        let (page, window) = (document(), window());
        [
            Listener::new(&window, "blur", Box::new(move |_| talk.cancel_hold())),
            Listener::new(
                &page.clone(),
                "visibilitychange",
                Box::new(move |_| {
                    if page.hidden() {
                        talk.stop();
                    }
                }),
            ),
        ]
    });
    Effect::new(move |_| {
        if !talk.connected() || talk.broken() || talk.voice.mic_muted.get() {
            talk.stop();
        } else {
            // Another control unmuted the microphone. The state shows that, and the next press
            // mutes it.
            talk.turn(|hold| match hold {
                PttState::Idle => PttState::Latched,
                other => other,
            });
        }
    });
    on_cleanup(move || {
        if ended.load(Relaxed) {
            talk.stop();
            talk.voice.end_push_to_talk();
        }
    });
    talk
}

impl UsePushToTalk {
    fn connected(&self) -> bool {
        self.voice.status.get() == Status::Connected
    }

    /// Whether the microphone cannot be opened. `Released` does not count: a microphone released on
    /// mute may need a moment to reopen, and that must not end a press.
    fn broken(&self) -> bool {
        matches!(
            self.voice.mic.get(),
            MicState::Blocked | MicState::InUse | MicState::Missing
        )
    }

    /// Whether a press would unmute the microphone: a conversation is open and has a usable
    /// microphone.
    pub fn available(&self) -> bool {
        self.connected() && !self.broken() && self.voice.mic.get() != MicState::Unavailable
    }

    /// Whether a press or a latch opens the microphone now.
    pub fn talking(&self) -> bool {
        self.connected()
            && self
                .hold
                .try_get()
                .is_some_and(|hold| hold != PttState::Idle)
    }

    /// Returns `idle`, `talking` or `unavailable`.
    pub fn state(&self) -> &'static str {
        match (self.talking(), self.available()) {
            (true, _) => "talking",
            (_, false) => "unavailable",
            _ => "idle",
        }
    }

    /// Returns the accessible name. It does not change with the state, which `aria-pressed`
    /// reports.
    pub fn label(&self) -> Cow<'static, str> {
        self.words.say(match self.latch {
            true => phrases::PUSH_TO_TALK_LATCH,
            false => phrases::PUSH_TO_TALK,
        })
    }

    /// Returns the usage hint, as a sentence.
    pub fn instructions(&self) -> Cow<'static, str> {
        self.words.say(match self.latch {
            true => phrases::PUSH_TO_TALK_LATCH_INSTRUCTIONS,
            false => phrases::PUSH_TO_TALK_INSTRUCTIONS,
        })
    }

    /// Begins a press.
    pub fn press(&self) {
        self.press_by(HoldSource::App);
    }

    /// Ends a press.
    pub fn release(&self) {
        self.release_by(HoldSource::App);
    }

    /// Ends a press that lost its release event. A latch is kept.
    pub fn cancel_hold(&self) {
        self.turn(PttState::cancel_hold);
    }

    /// Mutes, whether pressed or latched.
    pub fn stop(&self) {
        self.turn(|_| PttState::Idle);
    }

    /// Starts or stops talking without a held press, for users of screen readers or voice control.
    pub fn toggle(&self) {
        if untrack(|| self.available()) {
            self.turn(PttState::toggle);
        }
    }

    pub(crate) fn press_by(&self, by: HoldSource) {
        if untrack(|| self.available()) {
            self.turn(|hold| hold.press(by, now()));
        }
    }

    pub(crate) fn release_by(&self, by: HoldSource) {
        self.turn(|hold| hold.release(by, now(), self.latch));
    }

    pub(crate) fn is_held_by(&self, by: HoldSource) -> bool {
        matches!(self.hold.try_get_untracked(), Some(PttState::Held { by: holder, .. }) if holder == by)
    }

    fn turn(&self, change: impl FnOnce(PttState) -> PttState) {
        let Some(before) = self.hold.try_get_untracked() else {
            return;
        };
        let after = change(before);
        if after == before {
            return;
        }
        self.hold.try_set(after);
        if (before == PttState::Idle) != (after == PttState::Idle) {
            let over = after == PttState::Idle;
            if over {
                // In a realtime conversation muting sends no silence, so the server could not
                // detect the end of the turn.
                self.voice.commit();
            }
            self.voice.set_mic_muted(over);
        }
    }
}
