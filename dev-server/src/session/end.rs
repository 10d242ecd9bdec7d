//! Reasons for the end of a session.

use speko_proto::livekit::wire::DisconnectReason;

use crate::peer::PeerError;

/// Why a session ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// The caller left.
    CallerLeft,
    /// The signaling socket closed.
    SocketClosed,
    /// The caller sent an invalid message.
    InvalidMessage,
    /// No message from the caller within the timeout.
    TimedOut,
    /// No WebRTC connection was established.
    NeverConnected,
    /// Another caller took the room.
    Replaced,
    /// The agent hung up.
    HungUp,
    /// The token expired. The agent leaves.
    Expired,
    /// The server shuts down.
    ShuttingDown,
}

impl End {
    /// Returns the reason sent to the caller. `None` if the caller cannot or need not receive it.
    pub(crate) fn reason(self) -> Option<DisconnectReason> {
        match self {
            Self::CallerLeft | Self::SocketClosed | Self::InvalidMessage => None,
            Self::TimedOut => Some(DisconnectReason::ConnectionTimeout),
            Self::NeverConnected => Some(DisconnectReason::JoinFailure),
            Self::Replaced => Some(DisconnectReason::DuplicateIdentity),
            Self::HungUp => Some(DisconnectReason::RoomDeleted),
            Self::Expired => Some(DisconnectReason::RoomClosed),
            Self::ShuttingDown => Some(DisconnectReason::ServerShutdown),
        }
    }

    /// Returns the text for the log.
    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::CallerLeft => "the caller hung up",
            Self::SocketClosed => "the caller's socket closed",
            Self::InvalidMessage => "the caller sent an invalid message",
            Self::TimedOut => "the caller timed out",
            Self::NeverConnected => "no WebRTC connection was established",
            Self::Replaced => "another caller replaced this one",
            Self::HungUp => "the agent hung up",
            Self::Expired => "the token expired",
            Self::ShuttingDown => "the server is shutting down",
        }
    }
}

impl From<PeerError> for End {
    fn from(_: PeerError) -> Self {
        Self::NeverConnected
    }
}
