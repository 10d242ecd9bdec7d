use std::borrow::Cow;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering::Relaxed};

use leptos::prelude::*;
use speko_client::{MicState, Status, now};

use super::hold::{By, Hold};
use crate::dom::Listener;
use crate::voice::find_voice;
use crate::{Phrases, Voice, phrases};

/// What [`PushToTalk`](crate::PushToTalk) knows, from [`use_push_to_talk`]. `Copy`; inside a view its answers tell of
/// changes.
#[derive(Clone, Copy, Debug)]
pub struct UsePushToTalk {
    voice: Voice,
    words: Phrases,
    hold: RwSignal<Hold>,
    latch: bool,
}

/// Mutes the microphone and opens it only while something is held; with `latch` a tap opens it until the next press.
/// `voice` is for a session other than the one round the component.
///
/// It lets go by itself when the window loses the focus (unless it is latched), when the page is hidden, when somebody
/// else mutes, and when the conversation ends. Where somebody else unmutes in a conversation, as with a
/// [`MicToggle`](crate::MicToggle) or a headset's key, one talks until the next press. When the component goes away the
/// microphone is muted or not, as it was before. A press while no conversation is open is no press: nothing is sent then,
/// nor once it opens.
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
        hold: RwSignal::new(Hold::Free),
        latch,
    };
    let before = Arc::new(AtomicU8::new(NOT_TAKEN));
    let given_back = before.clone();
    Effect::new(move |_| {
        before.store(talk.voice.mic_muted.get_untracked().into(), Relaxed);
        talk.voice.set_mic_muted(true);
        let (page, window) = (document(), window());
        [
            Listener::new(&window, "blur", Box::new(move |_| talk.lose())),
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
            // Somebody else has opened it: what is heard is told, and the next press ends it.
            talk.turn(|hold| match hold {
                Hold::Free => Hold::Latched,
                other => other,
            });
        }
    });
    on_cleanup(move || match given_back.load(Relaxed) {
        NOT_TAKEN => {}
        muted => talk.voice.set_mic_muted(muted != 0),
    });
    talk
}

/// The microphone's earlier state is not known: there was no browser yet.
const NOT_TAKEN: u8 = 2;

impl UsePushToTalk {
    fn connected(&self) -> bool {
        self.voice.status.get() == Status::Connected
    }

    /// Whether the microphone cannot be had. One that was released on mute may take a moment to come back: that is none
    /// of these, and ends no hold.
    fn broken(&self) -> bool {
        matches!(
            self.voice.mic.get(),
            MicState::Blocked | MicState::InUse | MicState::Missing
        )
    }

    /// Whether a press would open the microphone: there is a conversation, and it has one.
    pub fn available(&self) -> bool {
        self.connected() && !self.broken() && self.voice.mic.get() != MicState::Unavailable
    }

    /// Whether the person may speak.
    pub fn talking(&self) -> bool {
        self.connected() && self.hold.try_get().is_some_and(|hold| hold != Hold::Free)
    }

    /// `idle`, `talking` or `unavailable`.
    pub fn state(&self) -> &'static str {
        match (self.talking(), self.available()) {
            (true, _) => "talking",
            (_, false) => "unavailable",
            _ => "idle",
        }
    }

    /// The control's name, which stays the same: whether it is pressed is told by `aria-pressed`.
    pub fn label(&self) -> Cow<'static, str> {
        self.words.say(match self.latch {
            true => phrases::PUSH_TO_TALK_LATCH,
            false => phrases::PUSH_TO_TALK,
        })
    }

    /// How it works, in a sentence.
    pub fn how(&self) -> Cow<'static, str> {
        self.words.say(match self.latch {
            true => phrases::PUSH_TO_TALK_LATCH_HOW,
            false => phrases::PUSH_TO_TALK_HOW,
        })
    }

    /// The hand is down.
    pub fn press(&self) {
        self.press_by(By::App);
    }

    /// The hand is up.
    pub fn release(&self) {
        self.release_by(By::App);
    }

    /// The hand was lost: what it held is let go, but a latch stays.
    pub fn lose(&self) {
        self.turn(Hold::lose);
    }

    /// Ends all talking, held or latched.
    pub fn stop(&self) {
        self.turn(|_| Hold::Free);
    }

    /// Begins or ends talking without a hold: for who cannot hold, as with a screen reader or by voice.
    pub fn toggle(&self) {
        if untrack(|| self.available()) {
            self.turn(Hold::toggle);
        }
    }

    pub(crate) fn press_by(&self, by: By) {
        if untrack(|| self.available()) {
            self.turn(|hold| hold.press(by, now()));
        }
    }

    pub(crate) fn release_by(&self, by: By) {
        self.turn(|hold| hold.release(by, now(), self.latch));
    }

    pub(crate) fn is_held_by(&self, by: By) -> bool {
        matches!(self.hold.try_get_untracked(), Some(Hold::Held { by: holder, .. }) if holder == by)
    }

    fn turn(&self, change: impl FnOnce(Hold) -> Hold) {
        let Some(before) = self.hold.try_get_untracked() else {
            return;
        };
        let after = change(before);
        if after == before {
            return;
        }
        self.hold.try_set(after);
        if (before == Hold::Free) != (after == Hold::Free) {
            let over = after == Hold::Free;
            if over {
                // Where no silence follows, nobody would know that the turn is over.
                self.voice.commit();
            }
            self.voice.set_mic_muted(over);
        }
    }
}
