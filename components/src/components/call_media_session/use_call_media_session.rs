use leptos::prelude::*;
use speko_client::Status;

use super::media_session::Headset;
use super::wake_lock::KeepAwake;
use crate::session::find_voice;
use crate::{Phrases, Voice, phrases};

/// The state behind [`CallMediaSession`](crate::CallMediaSession), from [`use_call_media_session`].
#[derive(Clone, Copy, Debug)]
pub struct UseCallMediaSession {
    voice: Voice,
}

/// Makes a conversation behave like a phone call, from its start to its end and while the component
/// is mounted:
///
/// - The screen stays on while the page is visible (wake lock).
/// - The system's media controls show `title` and whether the microphone is muted (media session).
/// - The keys of a headset and of the lock screen unmute the microphone (`play`), mute it
///   (`pause`), toggle it (`togglemicrophone`) and hang up (`hangup`, `stop`).
///
/// The media session gets the requested mute state ([`Voice::mic_muted`]) and counts as paused
/// while muted. Safari unmutes only during a user gesture: unmute inside a click or key handler.
///
/// If the browser lacks or refuses one of these, it is skipped without an error. An empty `title`
/// is replaced by the phrase
/// [`CALL_MEDIA_SESSION_TITLE`](crate::phrases::CALL_MEDIA_SESSION_TITLE). `voice` overrides the
/// session from context.
///
/// Sessions do not do this by default, so that other pages do not contain the code.
///
/// ```
/// use leptos::prelude::*;
/// use leptos_speko::use_call_media_session;
///
/// #[component]
/// fn Kiosk() -> impl IntoView {
///     let media = use_call_media_session(None, "Front desk");
///     view! { <p hidden=move || !media.is_on()>"The screen stays on during the call."</p> }
/// }
/// ```
pub fn use_call_media_session(
    voice: Option<Voice>,
    title: impl Into<TextProp>,
) -> UseCallMediaSession {
    let media = UseCallMediaSession {
        voice: find_voice(voice),
    };
    let (voice, words, title) = (media.voice, Phrases::find(), title.into());
    let kept = StoredValue::new_local(None::<(KeepAwake, Headset)>);
    // Effects run in the browser only.
    Effect::new(move |_| {
        let on = media.is_on();
        let title = title.get();
        let _ = kept.try_update_value(|kept| {
            if !on {
                *kept = None;
                return;
            }
            let (_, headset) = kept.get_or_insert_with(|| {
                let headset = Headset::begin(voice);
                headset.mute(voice.mic_muted.get_untracked());
                (KeepAwake::begin(), headset)
            });
            headset.title(&match title.as_str() {
                "" => words.say(phrases::CALL_MEDIA_SESSION_TITLE),
                title => title.to_owned().into(),
            });
        });
    });
    voice.watch_mute(move |muted| {
        kept.try_with_value(|kept| {
            if let Some((_, headset)) = kept {
                headset.mute(muted);
            }
        });
    });
    media
}

impl UseCallMediaSession {
    /// Whether a call is connecting or connected. Tracked in views and effects.
    pub fn is_on(&self) -> bool {
        matches!(
            self.voice.status.get(),
            Status::Connecting | Status::Connected
        )
    }
}
