//! Why sessions end.

use speko_client::wire::proto::DisconnectReason;

use crate::peer::PeerError;

/// Why a session ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// The caller said so.
    CallerLeft,
    /// The signalling socket closed.
    SocketClosed,
    /// The caller sent what is no message.
    Garbage,
    /// Nothing was heard of the caller for too long.
    Vanished,
    /// No WebRTC connection came about.
    NeverConnected,
    /// Another caller took the room.
    Replaced,
    /// The agent hung up.
    HungUp,
    /// The token's time is over, and the agent leaves with it.
    Expired,
    /// The backend ends.
    ShuttingDown,
}

impl End {
    /// What the caller is told, if there is a point in it.
    pub(crate) fn reason(self) -> Option<DisconnectReason> {
        match self {
            Self::CallerLeft | Self::SocketClosed | Self::Garbage => None,
            Self::Vanished => Some(DisconnectReason::ConnectionTimeout),
            Self::NeverConnected => Some(DisconnectReason::JoinFailure),
            Self::Replaced => Some(DisconnectReason::DuplicateIdentity),
            Self::HungUp => Some(DisconnectReason::RoomDeleted),
            Self::Expired => Some(DisconnectReason::RoomClosed),
            Self::ShuttingDown => Some(DisconnectReason::ServerShutdown),
        }
    }

    /// For the log.
    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::CallerLeft => "the caller hung up",
            Self::SocketClosed => "the caller's socket closed",
            Self::Garbage => "the caller sent what is no message",
            Self::Vanished => "the caller vanished",
            Self::NeverConnected => "no WebRTC connection came about",
            Self::Replaced => "another caller took the room",
            Self::HungUp => "the agent hung up",
            Self::Expired => "the token's time was over",
            Self::ShuttingDown => "the backend ends",
        }
    }
}

impl From<PeerError> for End {
    fn from(_: PeerError) -> Self {
        Self::NeverConnected
    }
}
