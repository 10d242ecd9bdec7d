//! Voice conversations with an AI agent for [Leptos](https://leptos.dev): a session, its signals,
//! and drop-in components.
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
//! [`VoiceSession`] requests credentials from the app's own backend at each start and provides a
//! [`Voice`] to its children: signals for state, methods for commands. Every component takes it
//! from context or from its `voice` prop. Each component is one root element with a `class` prop, a
//! `data-slot`, a `data-state` and ARIA attributes for style sheets; the repository contains one,
//! `style/index.css`. Attributes that are spread on a component are set on its root element. For
//! classes use `class`, since `attr:class` would replace it.
//!
//! On a server the components render labelled, disabled controls, which are enabled after
//! hydration. Enable one of the features `csr`, `hydrate` and `ssr`, as for Leptos itself.
//!
//! Conversations use WebRTC by default. The feature `realtime` adds speech-to-speech (realtime)
//! conversations over one WebSocket, and `default-features = false` removes WebRTC. If both are
//! enabled, the credentials of each conversation select the transport.

mod components;
mod credentials;
mod devices;
mod dom;
mod i18n;
mod levels;
mod session;
mod testing;

/// The core crate, for items that are not re-exported here.
pub use speko_client as client;
pub use speko_client::{
    AgentOverrides, AgentPresence, AgentState, AudioConstraints, CallStats, ConnectTimeline,
    ConnectionState, Credentials, Device, DeviceChange, DeviceKind, DeviceList, DeviceReason,
    DisconnectReason, Disconnection, ErrorCode, ErrorReason, Event, Events, Export, ExportFormat,
    LineEnd, Message, MicPermission, MicState, Mode, Overrides, ReconnectPolicy, Retry, RpcCall,
    RpcError, RpcInvocation, Source, SpekoClientError, Status, ToolStatus, ToolUse,
    TranscriptLimit, TtsOverrides, Turn, fetch_credentials, parse_credentials,
};

pub use components::*;
pub use credentials::CredentialsSource;
pub use devices::{Devices, use_devices, use_devices_of};
pub use i18n::{Blanks, Phrase, Phrases, phrases, provide_phrases};
pub use levels::*;
pub use session::{
    DeviceChoice, LiveTurn, Prewarm, Snapshot, Transport, Voice, VoiceOptions, VoiceSignal,
    expect_voice, use_voice,
};
pub use testing::*;
