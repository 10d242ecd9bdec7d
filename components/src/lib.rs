//! Voice conversations with an AI agent for [Leptos](https://leptos.dev): a session, its signals, and drop-in
//! components.
//!
//! ```
//! use leptos::prelude::*;
//! use leptos_speko::{
//!     CallButton, ErrorNotice, StatusBadge, TranscriptFeed, VoiceSession, fetch_credentials,
//! };
//!
//! #[component]
//! fn App() -> impl IntoView {
//!     view! {
//!         <VoiceSession credentials=|| fetch_credentials("/api/conversations")>
//!             <StatusBadge />
//!             <ErrorNotice />
//!             <TranscriptFeed />
//!             <CallButton />
//!         </VoiceSession>
//!     }
//! }
//! ```
//!
//! [`VoiceSession`] asks the app's own backend for credentials at each start and gives a [`Voice`] to what is inside
//! of it: signals for what is, commands for what is to be done. Every component finds it by context, or takes another
//! by its `voice` prop. Each is one root element with a `class` prop, a `data-slot`, a `data-state` and ARIA, so that
//! a style sheet can do the rest; `style/index.css` of the repository is one. Attributes that are spread on a
//! component land on its root element; for classes use `class`, since `attr:class` would replace it.
//!
//! On a server the components render labelled, disabled controls, which come alive in the browser. Switch on one of
//! the features `csr`, `hydrate` and `ssr`, as for Leptos itself.
//!
//! Conversations are over WebRTC unless the features say otherwise: `s2s` adds speech to speech over one WebSocket, and
//! `default-features = false` leaves WebRTC out. Where both are in, the credentials of each conversation decide.

mod credentials;
mod debug;
mod devices;
mod dom;
mod hooks;
mod levels;
mod phone;
mod phrase;
mod pre_join;
mod scripted;
mod ui;
mod voice;

/// The core, for what is not named here.
pub use speko_client as client;
pub use speko_client::{
    AgentOverrides, AgentState, AudioConstraints, CallStats, ConnectTimeline, ConnectionState,
    Credentials, Device, DeviceChange, DeviceKind, DeviceList, DeviceReason, DisconnectReason,
    Disconnection, ErrorCode, ErrorReason, Event, Events, Export, ExportFormat, LineEnd, Message,
    MicPermission, MicState, Mode, Overrides, ReconnectPolicy, Retry, RpcCall, RpcError,
    RpcInvocation, Source, SpekoClientError, Status, ToolStatus, ToolUse, TranscriptLimit,
    TtsOverrides, Turn, fetch_credentials,
};

pub use credentials::CredentialsSource;
pub use debug::{DebugEntry, DebugKind, UseDebug, use_debug};
pub use devices::{DeviceChoice, Devices, use_devices, use_devices_of};
pub use hooks::*;
pub use levels::*;
pub use phrase::{Blanks, Phrase, Phrases, phrases, provide_phrases};
pub use pre_join::*;
pub use scripted::*;
pub use ui::*;
pub use voice::{
    LiveTurn, Snapshot, Transport, Voice, VoiceOptions, VoiceSignal, Warm, expect_voice, use_voice,
};
