use std::borrow::Cow;

use speko_client::{ConnectionState, DisconnectReason, Mode, Status};

use crate::voice::find_voice;
use crate::{Phrases, Voice, phrases};

/// What [`StatusBadge`](crate::StatusBadge) knows, from [`use_session_status`]. Inside a view its answers tell of
/// changes.
#[derive(Clone, Copy, Debug)]
pub struct UseSessionStatus {
    voice: Voice,
    words: Phrases,
}

/// Where the session stands, in words. `voice` is for a session other than the one round the component.
///
/// ```
/// use leptos::prelude::*;
/// use leptos_speko::use_session_status;
///
/// #[component]
/// fn Line() -> impl IntoView {
///     let status = use_session_status(None);
///     view! { <p role="status">{move || status.text().into_owned()}</p> }
/// }
/// ```
pub fn use_session_status(voice: Option<Voice>) -> UseSessionStatus {
    UseSessionStatus {
        voice: find_voice(voice),
        words: Phrases::find(),
    }
}

impl UseSessionStatus {
    /// Where it stands, why it ended, and whether the line is being mended.
    pub fn text(&self) -> Cow<'static, str> {
        let voice = self.voice;
        // By reference: a phrase is six words, which each arm would write down.
        self.words.say(*match voice.status.get() {
            Status::Connecting => &phrases::STATUS_CONNECTING,
            Status::Connected if voice.connection.get() == ConnectionState::Reconnecting => {
                &phrases::STATUS_RECONNECTING
            }
            Status::Connected => &phrases::STATUS_CONNECTED,
            Status::Disconnecting => &phrases::STATUS_ENDING,
            Status::Disconnected => match voice.ended.get() {
                None => &phrases::STATUS_IDLE,
                Some(DisconnectReason::User) => &phrases::STATUS_ENDED,
                Some(DisconnectReason::Agent) => &phrases::STATUS_AGENT_ENDED,
                Some(_) => &phrases::STATUS_LOST,
            },
        })
    }

    /// Who has the floor; nothing outside of a conversation.
    pub fn floor(&self) -> Option<Cow<'static, str>> {
        let floor = match (self.voice.status.get(), self.voice.mode.get()) {
            (Status::Connected, Mode::Listening) => &phrases::MODE_LISTENING,
            (Status::Connected, Mode::Speaking) => &phrases::MODE_SPEAKING,
            _ => return None,
        };
        Some(self.words.say(*floor))
    }
}
