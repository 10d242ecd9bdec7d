//! The conversation behind a [`Voice`](super::Voice), over either transport.

use speko_client::{ConversationOptions, ErrorCode, ErrorReason, Meter, Source, SpekoClientError};

#[cfg(feature = "realtime")]
use speko_client::RealtimeVoiceConversation;
#[cfg(feature = "webrtc")]
use speko_client::VoiceConversation;

/// The transport of a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Transport {
    /// WebRTC, with LiveKit's protocol.
    WebRtc,
    /// Speech-to-speech (realtime) over one WebSocket. It has no typed messages.
    Realtime,
}

impl Transport {
    /// The only transport that is compiled in. `None` if there are two.
    pub(super) const ONLY: Option<Self> = if cfg!(not(feature = "realtime")) {
        Some(Self::WebRtc)
    } else if cfg!(not(feature = "webrtc")) {
        Some(Self::Realtime)
    } else {
        None
    };

    /// Returns the name used in `data-transport`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::WebRtc => "webrtc",
            Self::Realtime => "realtime",
        }
    }
}

pub(super) enum AnyConversation {
    #[cfg(feature = "webrtc")]
    WebRtc(VoiceConversation),
    #[cfg(feature = "realtime")]
    Realtime(RealtimeVoiceConversation),
}

/// Runs the same expression for either transport.
macro_rules! either {
    ($conversation:expr, $name:ident => $body:expr) => {
        match $conversation {
            #[cfg(feature = "webrtc")]
            AnyConversation::WebRtc($name) => $body,
            #[cfg(feature = "realtime")]
            AnyConversation::Realtime($name) => $body,
            #[cfg(not(any(feature = "webrtc", feature = "realtime")))]
            _ => {
                compile_error!(
                    "leptos-speko: enable at least one of its features `webrtc`, `realtime`"
                )
            }
        }
    };
}

impl AnyConversation {
    /// Starts a conversation. With `prewarm` it joins before the click; a realtime
    /// conversation does not support that and is started by the click only.
    pub(super) fn start(
        options: ConversationOptions,
        prewarm: bool,
    ) -> Result<Self, SpekoClientError> {
        if options.credentials_are_realtime() {
            // A hover over the call button prewarms a peer connection before the transport is
            // known.
            #[cfg(all(feature = "webrtc", target_arch = "wasm32"))]
            speko_client::discard_prewarmed();
            return start_realtime(options);
        }
        start_webrtc(options, prewarm)
    }

    #[cfg(all(feature = "webrtc", feature = "realtime"))]
    pub(super) fn transport(&self) -> Transport {
        match self {
            Self::WebRtc(_) => Transport::WebRtc,
            Self::Realtime(_) => Transport::Realtime,
        }
    }

    pub(super) async fn ready(&self) -> Result<(), SpekoClientError> {
        either!(self, conversation => conversation.ready().await)
    }

    /// Starts a prewarmed conversation. Does nothing in a realtime one.
    pub(super) fn start_prepared(&self) {
        #[cfg(feature = "webrtc")]
        if let Some(conversation) = self.webrtc() {
            conversation.begin();
        }
    }

    pub(super) fn end_session(&self) {
        either!(self, conversation => conversation.end_session());
    }

    pub(super) fn set_mic_muted(&self, muted: bool) {
        either!(self, conversation => conversation.set_mic_muted(muted));
    }

    pub(super) fn set_volume(&self, volume: f64) {
        either!(self, conversation => conversation.set_volume(volume));
    }

    pub(super) fn set_input_device(&self, device: Option<&str>) {
        either!(self, conversation => conversation.set_input_device(device));
    }

    pub(super) fn set_output_device(&self, device: Option<&str>) {
        either!(self, conversation => conversation.set_output_device(device));
    }

    pub(super) fn start_audio(&self) {
        either!(self, conversation => conversation.start_audio());
    }

    pub(super) fn ignored_packets(&self) -> u64 {
        match self {
            #[cfg(feature = "webrtc")]
            Self::WebRtc(conversation) => conversation.ignored_packets(),
            #[cfg(feature = "realtime")]
            Self::Realtime(conversation) => conversation.ignored_frames(),
        }
    }

    pub(super) fn meter(&self, side: Source) -> Meter {
        either!(self, conversation => conversation.meter(side))
    }

    /// Returns the conversation if it uses WebRTC.
    #[cfg(feature = "webrtc")]
    pub(super) fn webrtc(&self) -> Option<&VoiceConversation> {
        match self {
            Self::WebRtc(conversation) => Some(conversation),
            #[cfg(feature = "realtime")]
            Self::Realtime(_) => None,
        }
    }

    /// Returns the conversation if it is a realtime one.
    #[cfg(feature = "realtime")]
    pub(super) fn realtime(&self) -> Option<&RealtimeVoiceConversation> {
        match self {
            #[cfg(feature = "webrtc")]
            Self::WebRtc(_) => None,
            Self::Realtime(conversation) => Some(conversation),
        }
    }
}

#[cfg(feature = "webrtc")]
fn start_webrtc(
    options: ConversationOptions,
    prewarm: bool,
) -> Result<AnyConversation, SpekoClientError> {
    let started = if prewarm {
        VoiceConversation::prepare_unrecorded(options)
    } else {
        VoiceConversation::start_unrecorded(options)
    };
    started.map(AnyConversation::WebRtc)
}

#[cfg(not(feature = "webrtc"))]
fn start_webrtc(_: ConversationOptions, _: bool) -> Result<AnyConversation, SpekoClientError> {
    Err(left_out())
}

#[cfg(feature = "realtime")]
fn start_realtime(options: ConversationOptions) -> Result<AnyConversation, SpekoClientError> {
    RealtimeVoiceConversation::start_unrecorded(options).map(AnyConversation::Realtime)
}

#[cfg(not(feature = "realtime"))]
fn start_realtime(_: ConversationOptions) -> Result<AnyConversation, SpekoClientError> {
    Err(left_out())
}

/// The error for credentials of a transport that is not compiled in.
#[cfg(not(all(feature = "webrtc", feature = "realtime")))]
fn left_out() -> SpekoClientError {
    other_transport().with_cause("cargo features")
}

/// The error for a command that this transport does not support.
pub(super) const fn other_transport() -> SpekoClientError {
    SpekoClientError::new(ErrorCode::Unsupported, ErrorReason::OtherTransport)
}
