//! The reasons behind an error.

/// The cause behind an [`ErrorCode`](super::ErrorCode), specific enough to tell the user what to
/// do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorReason {
    /// The user or a policy denied the microphone permission.
    PermissionDenied,
    /// The user closed the browser's question for the microphone without an answer.
    PermissionDismissed,
    /// The operating system does not let the browser use the microphone.
    SystemDenied,
    /// The page was loaded over plain `http:`, where browsers offer no microphone.
    InsecurePage,
    /// The page may not use the microphone: the page that embeds it, or a `Permissions-Policy`
    /// header, does not allow it.
    MicrophonePolicy,
    /// No microphone is connected, or the selected one is not.
    NoDevice,
    /// The microphone is in use by another application, or its driver failed.
    DeviceBusy,
    /// The microphone's track ended: unplugged, or taken by the system.
    DeviceLost,
    /// The browser cannot open the microphone or use its audio: for example, its sample rate
    /// differs from that of the output device.
    DeviceFailed,
    /// The server could not be reached: offline, DNS, TLS, or a firewall.
    Network,
    /// The page's Content-Security-Policy blocks the requests. The cause is the directive.
    ContentPolicy,
    /// The server answered, but no media connection could be established.
    Media,
    /// The connection was lost during the call and could not be re-established.
    LineLost,
    /// The server took longer than the protocol's time limit.
    Timeout,
    /// The token has expired. Fetch fresh credentials.
    TokenExpired,
    /// The token was rejected: signed with another key, or issued for another room or server.
    TokenInvalid,
    /// The room does not exist, and the server does not create it.
    RoomNotFound,
    /// The server rejected or closed the connection for another reason.
    Refused,
    /// Another tab or device joined as the same participant and replaced this one.
    OpenedElsewhere,
    /// The host removed the user from the conversation.
    Removed,
    /// The agent failed and left.
    AgentFailed,
    /// The server ended the conversation, for example because it shuts down.
    ServerEnded,
    /// The token allows joining, but not publishing the microphone or sending data.
    NotPermitted,
    /// A `ws:` URL on an `https:` page, which browsers block.
    InsecureUrl,
    /// The transport URL is empty or malformed.
    BadUrl,
    /// The token is empty or malformed.
    BadToken,
    /// The app's own request for credentials failed.
    Credentials,
    /// The app's endpoint did not answer the request for credentials in time, or answered 408.
    SiteTimeout,
    /// The app's endpoint answered 401: the user is not signed in.
    SignInNeeded,
    /// The app's endpoint answered 403: the user may not start a conversation.
    SiteForbidden,
    /// The app's endpoint does not exist (404, 405 or 410).
    SiteNotFound,
    /// The app's endpoint answered 429: too many requests.
    /// [`retry_after`](crate::SpekoClientError::retry_after) says when to try again.
    TooMany,
    /// The app's endpoint answered with an error status of the server, such as 500.
    SiteFailed,
    /// The app's endpoint did not answer with a JSON object, but for example with HTML, or answered
    /// another 4xx status: the request or the endpoint is wrong.
    SiteAnswer,
    /// The conversation was ended before it opened.
    Cancelled,
    /// A browser API is missing or failed.
    Browser,
    /// The server reported an error. The session continues unless the server closes it.
    Reported,
    /// This transport does not support the operation.
    OtherTransport,
    /// The message exceeds the size limit.
    TooLong,
    /// The session is not open.
    Closed,
}

impl ErrorReason {
    /// All reasons, for example for translating their sentences.
    pub const ALL: &[Self] = &[
        Self::PermissionDenied,
        Self::PermissionDismissed,
        Self::SystemDenied,
        Self::InsecurePage,
        Self::MicrophonePolicy,
        Self::NoDevice,
        Self::DeviceBusy,
        Self::DeviceLost,
        Self::DeviceFailed,
        Self::Network,
        Self::ContentPolicy,
        Self::Media,
        Self::LineLost,
        Self::Timeout,
        Self::TokenExpired,
        Self::TokenInvalid,
        Self::RoomNotFound,
        Self::Refused,
        Self::OpenedElsewhere,
        Self::Removed,
        Self::AgentFailed,
        Self::ServerEnded,
        Self::NotPermitted,
        Self::InsecureUrl,
        Self::BadUrl,
        Self::BadToken,
        Self::Credentials,
        Self::SiteTimeout,
        Self::SignInNeeded,
        Self::SiteForbidden,
        Self::SiteNotFound,
        Self::TooMany,
        Self::SiteFailed,
        Self::SiteAnswer,
        Self::Cancelled,
        Self::Browser,
        Self::Reported,
        Self::OtherTransport,
        Self::TooLong,
        Self::Closed,
    ];

    /// Returns the name in kebab case, such as `permission-denied`: a key for translations and
    /// logs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::PermissionDenied => "permission-denied",
            Self::PermissionDismissed => "permission-dismissed",
            Self::SystemDenied => "system-denied",
            Self::InsecurePage => "insecure-page",
            Self::MicrophonePolicy => "microphone-policy",
            Self::NoDevice => "no-device",
            Self::DeviceBusy => "device-busy",
            Self::DeviceLost => "device-lost",
            Self::DeviceFailed => "device-failed",
            Self::Network => "network",
            Self::ContentPolicy => "content-policy",
            Self::Media => "media",
            Self::LineLost => "line-lost",
            Self::Timeout => "timeout",
            Self::TokenExpired => "token-expired",
            Self::TokenInvalid => "token-invalid",
            Self::RoomNotFound => "room-not-found",
            Self::Refused => "refused",
            Self::OpenedElsewhere => "opened-elsewhere",
            Self::Removed => "removed",
            Self::AgentFailed => "agent-failed",
            Self::ServerEnded => "server-ended",
            Self::NotPermitted => "not-permitted",
            Self::InsecureUrl => "insecure-url",
            Self::BadUrl => "bad-url",
            Self::BadToken => "bad-token",
            Self::Credentials => "credentials",
            Self::SiteTimeout => "site-timeout",
            Self::SignInNeeded => "sign-in-needed",
            Self::SiteForbidden => "site-forbidden",
            Self::SiteNotFound => "site-not-found",
            Self::TooMany => "too-many",
            Self::SiteFailed => "site-failed",
            Self::SiteAnswer => "site-answer",
            Self::Cancelled => "cancelled",
            Self::Browser => "browser",
            Self::Reported => "reported",
            Self::OtherTransport => "other-transport",
            Self::TooLong => "too-long",
            Self::Closed => "closed",
        }
    }
}
