//! The handle that all components work through.

use std::fmt;
use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use speko_client::{
    AgentState, ConnectionState, DisconnectReason, MicState, Mode, SpekoClientError, Status,
};

use super::state::Core;
use super::values::{self, Finals, Shared};
use super::{DeviceChoice, LiveTurn, Transport, VoiceOptions, VoiceSignal};

/// The handle of a session: its state as signals, and its commands as methods.
///
/// It is `Copy`, so closures capture it without a clone. [`VoiceSession`](crate::VoiceSession)
/// provides it to its children as context. [`Voice::new`] creates one for a page with two sessions,
/// or for custom markup.
///
/// No method panics. After the session is disposed, commands do nothing.
///
/// ```
/// use leptos::prelude::*;
/// use leptos_speko::{Status, Voice, expect_voice};
///
/// #[component]
/// fn Doorbell() -> impl IntoView {
///     let voice: Voice = expect_voice();
///     view! {
///         <button on:click=move |_| voice.toggle()>
///             {move || if voice.status.get() == Status::Connected { "Hang up" } else { "Ring" }}
///         </button>
///     }
/// }
/// ```
#[derive(Clone, Copy)]
#[non_exhaustive]
pub struct Voice {
    /// Whether the page is hydrated. `false` on the server and until hydration; controls should be
    /// disabled while it is `false`.
    pub ready: VoiceSignal<bool>,
    /// The status of the session.
    pub status: VoiceSignal<Status>,
    /// Who is speaking.
    pub mode: VoiceSignal<Mode>,
    /// The agent's own state, as the agent reports it; `Waiting` before the first agent has joined
    /// an open conversation, and `Left` after the last one has left.
    pub agent_state: VoiceSignal<AgentState>,
    /// The actual state of the microphone.
    pub mic: VoiceSignal<MicState>,
    /// Whether the browser waits for the user to answer its question for the microphone. `true`
    /// only after a second, so not if the microphone is allowed already.
    pub mic_prompt: VoiceSignal<bool>,
    /// Whether the app or the user wants the microphone muted, in this conversation and the next
    /// ones.
    pub mic_muted: VoiceSignal<bool>,
    /// The agent's volume, from 0 to 1.
    pub volume: VoiceSignal<f64>,
    /// The selected microphone, and the one in use.
    pub input_device: VoiceSignal<DeviceChoice>,
    /// The selected output device, and the one in use.
    pub output_device: VoiceSignal<DeviceChoice>,
    /// The transport of the newest conversation, selected by its credentials. `None` before the
    /// first one, unless only one transport is compiled in.
    pub transport: VoiceSignal<Option<Transport>>,
    /// The state of the connection to the server. `status` stays `Connected` during a reconnect.
    pub connection: VoiceSignal<ConnectionState>,
    /// The number of the current reconnect attempt, from 1. 0 while there is none.
    pub attempt: VoiceSignal<u32>,
    /// How many typed messages are queued during a reconnect. They are sent after it.
    pub queued: VoiceSignal<u32>,
    /// Whether the agent's audio cannot be heard: the browser blocks it until a user gesture,
    /// something paused it, or the audio output does not run. See
    /// [`start_audio`](Self::start_audio).
    pub audio_blocked: VoiceSignal<bool>,
    /// The last error that the user should know of, until the next start, until
    /// [`dismiss_error`](Self::dismiss_error), or until its cause is gone: a microphone works
    /// again, or another speaker is selected. Errors of the server that end nothing
    /// ([`ErrorReason::Reported`](crate::ErrorReason::Reported)) are emitted as events only.
    ///
    /// Before the first start, it is set if this page can use no microphone at all: it is not
    /// secure, or a page that embeds it does not allow the microphone.
    pub error: VoiceSignal<Option<SpekoClientError>>,
    /// Why the last conversation ended. `None` before the first end and during a conversation.
    pub ended: VoiceSignal<Option<DisconnectReason>>,
    /// The conversation's id. Empty until it opens; kept after the end.
    pub conversation_id: VoiceSignal<String>,
    /// The transcript, one row per turn. Notifies only when rows are added or removed: the text of
    /// each row is a signal of its own. Kept after the end and cleared by the next start. Its size
    /// is bounded by [`VoiceOptions::transcript_limit`].
    pub turns: VoiceSignal<Arc<Vec<LiveTurn>>>,
    pub(crate) finals: VoiceSignal<Finals>,
    pub(super) core: StoredValue<Core>,
}

impl Voice {
    /// Creates a session that is owned by the current reactive owner and ends when the owner is
    /// cleaned up.
    ///
    /// ```
    /// use leptos::prelude::*;
    /// use leptos_speko::{CallButton, Voice, VoiceOptions, fetch_credentials};
    ///
    /// #[component]
    /// fn TwoConversations() -> impl IntoView {
    ///     let sales = Voice::new(VoiceOptions::new(|| fetch_credentials("/api/sales")));
    ///     let support = Voice::new(VoiceOptions::new(|| fetch_credentials("/api/support")));
    ///     view! {
    ///         <CallButton voice=sales>"Sales"</CallButton>
    ///         <CallButton voice=support>"Support"</CallButton>
    ///     }
    /// }
    /// ```
    pub fn new(options: VoiceOptions) -> Self {
        let join = options.prewarm_hooks.join;
        let voice = Self::inert(options);
        if cfg!(target_arch = "wasm32") && is_browser() {
            // Runs after the page is mounted, as an effect would. It is the only such task, so that
            // a page without effects of its own does not contain the code for them.
            spawn_local(async move {
                voice.set_ready();
                voice.show_obstacle();
                if let Some(join) = join {
                    join(&voice);
                }
                #[cfg(all(feature = "webrtc", target_arch = "wasm32"))]
                speko_client::load_storage();
            });
        }
        on_cleanup(move || voice.dispose());
        voice
    }

    /// Creates a session that never becomes ready.
    pub(crate) fn inert(options: VoiceOptions) -> Self {
        let out = Arc::new(Shared::new(&options));
        let core = StoredValue::new(Core::new(options, out));
        Self {
            ready: VoiceSignal::new(core, &values::READY),
            status: VoiceSignal::new(core, &values::STATUS),
            mode: VoiceSignal::new(core, &values::MODE),
            agent_state: VoiceSignal::new(core, &values::AGENT_STATE),
            mic: VoiceSignal::new(core, &values::MIC),
            mic_prompt: VoiceSignal::new(core, &values::MIC_PROMPT),
            mic_muted: VoiceSignal::new(core, &values::MIC_MUTED),
            volume: VoiceSignal::new(core, &values::VOLUME),
            transport: VoiceSignal::new(core, &values::TRANSPORT),
            connection: VoiceSignal::new(core, &values::CONNECTION),
            attempt: VoiceSignal::new(core, &values::ATTEMPT),
            queued: VoiceSignal::new(core, &values::QUEUED),
            audio_blocked: VoiceSignal::new(core, &values::AUDIO_BLOCKED),
            error: VoiceSignal::new(core, &values::ERROR),
            ended: VoiceSignal::new(core, &values::ENDED),
            conversation_id: VoiceSignal::new(core, &values::CONVERSATION_ID),
            turns: VoiceSignal::new(core, &values::TURNS),
            finals: VoiceSignal::new(core, &values::FINALS),
            input_device: VoiceSignal::new(core, &values::INPUT_DEVICE),
            output_device: VoiceSignal::new(core, &values::OUTPUT_DEVICE),
            core,
        }
    }
}

impl fmt::Debug for Voice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Voice")
    }
}
