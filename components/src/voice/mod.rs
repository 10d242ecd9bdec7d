//! `Voice`: the handle that everything else works through.

mod commands;
mod context;
mod export;
mod levels;
mod options;
#[cfg(feature = "s2s")]
mod realtime;
#[cfg(feature = "webrtc")]
mod rpc;
mod session;
mod signal;
mod stage;
mod state;
mod talk;
mod turn;
mod warm;
mod watch;

use std::fmt;
use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use speko_client::{
    AgentState, ConnectionState, DisconnectReason, MicState, Mode, SpekoClientError, Status,
};

use crate::devices::DeviceChoice;
pub(crate) use context::find_voice;
pub use context::{expect_voice, use_voice};
pub use options::VoiceOptions;
use signal::Shared;
pub use signal::{Snapshot, VoiceSignal};
pub(crate) use stage::{Act, Stage};
use state::Core;
pub use talk::Transport;
pub use turn::LiveTurn;
pub use warm::Warm;

/// The handle of a session: what it is like, as signals, and what can be done with it.
///
/// It is `Copy`; closures take it as it is. [`VoiceSession`](crate::VoiceSession) gives it to what is inside of it by
/// context; [`Voice::new`] makes one for a page with two sessions, or for markup of one's own.
///
/// Nothing here panics: in a session that is gone the commands do nothing.
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
    /// Whether the page has come alive. `false` on the server and until hydration, and so should be every control.
    pub ready: VoiceSignal<bool>,
    /// Where the session stands.
    pub status: VoiceSignal<Status>,
    /// Who has the floor.
    pub mode: VoiceSignal<Mode>,
    /// What the agent says that it is doing.
    pub agent_state: VoiceSignal<AgentState>,
    /// What the microphone really does.
    pub mic: VoiceSignal<MicState>,
    /// Whether the microphone is wanted muted, in this conversation and the next ones.
    pub mic_muted: VoiceSignal<bool>,
    /// The agent's loudness from 0 to 1.
    pub volume: VoiceSignal<f64>,
    /// Which microphone is wanted, and which is used.
    pub input_device: VoiceSignal<DeviceChoice>,
    /// Which loudspeaker is wanted, and which is used.
    pub output_device: VoiceSignal<DeviceChoice>,
    /// How the newest conversation goes over the net: the credentials decide. Nothing before the first one, unless the page
    /// was built with one way only.
    pub transport: VoiceSignal<Option<Transport>>,
    /// How the line to the server is. The status stays `Connected` while it is being mended.
    pub connection: VoiceSignal<ConnectionState>,
    /// The number of the attempt to mend the line, from 1; 0 while there is none.
    pub attempt: VoiceSignal<u32>,
    /// How many typed messages wait for the line; they are sent when it is back.
    pub queued: VoiceSignal<u32>,
    /// Whether the browser holds back the agent's sound until the person acts: see [`start_audio`](Self::start_audio).
    pub audio_blocked: VoiceSignal<bool>,
    /// The last thing that went wrong, until the next start or [`dismiss_error`](Self::dismiss_error).
    pub error: VoiceSignal<Option<SpekoClientError>>,
    /// Why the last conversation ended; nothing before the first end and during a conversation.
    pub ended: VoiceSignal<Option<DisconnectReason>>,
    /// The conversation's id; empty before it opens. It is kept after the end.
    pub conversation_id: VoiceSignal<String>,
    /// The transcript, one row a speaker's turn. It changes only when a row comes: each row tells of its own text.
    /// It is kept after the end and cleared by the next start, and bounded: see
    /// [`VoiceOptions::transcript_limit`].
    pub turns: VoiceSignal<Arc<Vec<LiveTurn>>>,
    pub(crate) finals: VoiceSignal<signal::Finals>,
    core: StoredValue<Core>,
}

impl Voice {
    /// A session of the current reactive owner: it ends when that is cleaned up.
    ///
    /// ```
    /// use leptos::prelude::*;
    /// use leptos_speko::{CallButton, Voice, VoiceOptions, fetch_credentials};
    ///
    /// #[component]
    /// fn TwoLines() -> impl IntoView {
    ///     let sales = Voice::new(VoiceOptions::new(|| fetch_credentials("/api/sales")));
    ///     let support = Voice::new(VoiceOptions::new(|| fetch_credentials("/api/support")));
    ///     view! {
    ///         <CallButton voice=sales>"Sales"</CallButton>
    ///         <CallButton voice=support>"Support"</CallButton>
    ///     }
    /// }
    /// ```
    pub fn new(options: VoiceOptions) -> Self {
        let join = options.ahead.join;
        let voice = Self::inert(options);
        if cfg!(target_arch = "wasm32") && is_browser() {
            // Once the page is there, as an effect would: but it is the only one, and need not be carried.
            spawn_local(async move {
                voice.set_ready();
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

    /// One that never becomes ready.
    pub(crate) fn inert(options: VoiceOptions) -> Self {
        let out = Arc::new(Shared::new(&options));
        let core = StoredValue::new(Core::new(options, out));
        Self {
            ready: VoiceSignal::new(core, &signal::READY),
            status: VoiceSignal::new(core, &signal::STATUS),
            mode: VoiceSignal::new(core, &signal::MODE),
            agent_state: VoiceSignal::new(core, &signal::AGENT_STATE),
            mic: VoiceSignal::new(core, &signal::MIC),
            mic_muted: VoiceSignal::new(core, &signal::MIC_MUTED),
            volume: VoiceSignal::new(core, &signal::VOLUME),
            transport: VoiceSignal::new(core, &signal::TRANSPORT),
            connection: VoiceSignal::new(core, &signal::CONNECTION),
            attempt: VoiceSignal::new(core, &signal::ATTEMPT),
            queued: VoiceSignal::new(core, &signal::QUEUED),
            audio_blocked: VoiceSignal::new(core, &signal::AUDIO_BLOCKED),
            error: VoiceSignal::new(core, &signal::ERROR),
            ended: VoiceSignal::new(core, &signal::ENDED),
            conversation_id: VoiceSignal::new(core, &signal::CONVERSATION_ID),
            turns: VoiceSignal::new(core, &signal::TURNS),
            finals: VoiceSignal::new(core, &signal::FINALS),
            input_device: VoiceSignal::new(core, &signal::INPUT_DEVICE),
            output_device: VoiceSignal::new(core, &signal::OUTPUT_DEVICE),
            core,
        }
    }
}

impl fmt::Debug for Voice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Voice")
    }
}
