use leptos::prelude::*;
use speko_client::{MicState, Status};

use crate::phone::{Awake, Headset};
use crate::voice::find_voice;
use crate::{Phrases, Voice, phrases};

/// What [`PhoneManners`](crate::PhoneManners) knows, from [`use_phone_manners`].
#[derive(Clone, Copy, Debug)]
pub struct UsePhoneManners {
    voice: Voice,
}

/// Lets a conversation behave as a call does, from its start to its end and for as long as the component lives:
///
/// - the screen stays on while the page is looked at;
/// - the system shows `title` where it shows what plays, and knows whether the microphone is open;
/// - the keys of a headset and of the lock screen mute the microphone (`togglemicrophone`, `play`, `pause`) and hang
///   up (`hangup`, `stop`).
///
/// A browser that has some of it not, or refuses it, does without and nobody is told. An empty `title` is the phrase
/// [`PHONE_TITLE`](crate::phrases::PHONE_TITLE). `voice` is for a session other than the one round the component.
///
/// No session does this by itself, since a page that does not want it should not load it.
///
/// ```
/// use leptos::prelude::*;
/// use leptos_speko::use_phone_manners;
///
/// #[component]
/// fn Kiosk() -> impl IntoView {
///     let manners = use_phone_manners(None, "Front desk");
///     view! { <p hidden=move || !manners.is_on()>"The screen stays on during the call."</p> }
/// }
/// ```
pub fn use_phone_manners(voice: Option<Voice>, title: impl Into<TextProp>) -> UsePhoneManners {
    let manners = UsePhoneManners {
        voice: find_voice(voice),
    };
    let (voice, words, title) = (manners.voice, Phrases::find(), title.into());
    let kept = StoredValue::new_local(None::<(Awake, Headset)>);
    // Effects run in the browser only.
    Effect::new(move |_| {
        let (on, live) = (manners.is_on(), voice.mic.get() == MicState::Live);
        let title = title.get();
        let _ = kept.try_update_value(|kept| {
            if !on {
                *kept = None;
                return;
            }
            let (_, headset) = kept.get_or_insert_with(|| (Awake::begin(), Headset::begin(voice)));
            headset.title(&match title.as_str() {
                "" => words.say(phrases::PHONE_TITLE),
                title => title.to_owned().into(),
            });
            headset.microphone(live);
        });
    });
    manners
}

impl UsePhoneManners {
    /// Whether there is a call to behave for: from the start on, and until it is being ended. Inside a view it tells of
    /// changes.
    pub fn is_on(&self) -> bool {
        matches!(
            self.voice.status.get(),
            Status::Connecting | Status::Connected
        )
    }
}
