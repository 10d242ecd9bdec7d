//! What each reason means for the user, and what to do, in sentences.

use super::{ErrorCode, ErrorReason};

impl ErrorReason {
    pub(super) const fn what(self, code: ErrorCode) -> &'static str {
        match self {
            Self::PermissionDenied => "Microphone access was denied.",
            Self::PermissionDismissed => "The browser's question for the microphone was closed.",
            Self::SystemDenied => "The system does not let this browser use the microphone.",
            Self::InsecurePage => "Microphones work on secure pages only.",
            Self::MicrophonePolicy => "This page is not allowed to use the microphone.",
            Self::NoDevice => "No microphone was found.",
            Self::DeviceBusy => "The microphone is in use by another program.",
            Self::DeviceLost => "The microphone was disconnected.",
            Self::DeviceFailed => "The browser cannot use this microphone.",
            Self::Network => "The voice server could not be reached.",
            Self::ContentPolicy => "This page's security policy blocks the connection.",
            Self::Media => "The server answered, but audio could not be exchanged.",
            Self::LineLost => "The connection was lost and could not be restored.",
            Self::Timeout => "The voice server took too long to answer.",
            Self::TokenExpired => "Your session has expired.",
            Self::TokenInvalid => "The voice server rejected this session's token.",
            Self::RoomNotFound => "This session does not exist on the server.",
            Self::Refused => "The voice server rejected the session.",
            Self::OpenedElsewhere => "This conversation was opened in another tab or device.",
            Self::Removed => "You were removed from the conversation.",
            Self::AgentFailed => "The agent failed.",
            Self::ServerEnded => "The voice server ended the conversation.",
            Self::NotPermitted => "This session's token does not allow that.",
            Self::InsecureUrl => "A secure page cannot call an insecure voice server (ws:).",
            Self::BadUrl => "The address of the voice server is missing or not a URL.",
            Self::BadToken => "The conversation's token is missing or malformed.",
            Self::Credentials => "This site could not start a conversation.",
            Self::SiteTimeout => "This site took too long to answer.",
            Self::SignInNeeded => "This site did not recognize you.",
            Self::SiteForbidden => "This site does not let you start a conversation.",
            Self::SiteNotFound => "This site has no conversations at this address.",
            Self::TooMany => "Too many conversations were started.",
            Self::SiteFailed => "This site's server failed.",
            Self::SiteAnswer => "This site's server sent no credentials.",
            Self::Cancelled => "The conversation was ended before it began.",
            Self::Browser => match code {
                ErrorCode::OutputFailed => "The selected speaker could not be used.",
                _ => "This browser does not support voice conversations.",
            },
            Self::Reported => "The voice server reported an error.",
            Self::OtherTransport => "This conversation cannot do that.",
            Self::TooLong => "The message is too long to send.",
            Self::Closed => "The conversation is not open.",
        }
    }

    pub(super) const fn advice(self) -> &'static str {
        match self {
            Self::PermissionDenied => {
                "Allow the microphone for this site in the browser's address bar, then start again."
            }
            Self::PermissionDismissed => "Start again, and allow it when the browser asks.",
            Self::SystemDenied => "Allow it in the system's privacy settings, then start again.",
            Self::InsecurePage => "Open this page with https.",
            Self::MicrophonePolicy => {
                "This is an error of the site: the embedding page has to allow it (allow=\"microphone\"), and so has its Permissions-Policy."
            }
            Self::NoDevice => "Plug in a microphone or choose another one, then start again.",
            Self::DeviceBusy => "Close the other program that uses it, then start again.",
            Self::DeviceLost => "Plug it in again or choose another one, then start again.",
            Self::DeviceFailed => {
                "Choose another microphone, or give it the same sample rate as the speaker."
            }
            Self::LineLost => "Check your internet connection, then start again.",
            Self::Network => "Check your internet connection and start again.",
            Self::ContentPolicy => {
                "This is an error of the site: its Content-Security-Policy has to list the server in connect-src."
            }
            Self::Media => "A firewall or VPN may block it: try another network.",
            Self::Timeout => "Check your internet connection and start again in a moment.",
            Self::TokenExpired => "Start a new call.",
            Self::TokenInvalid => {
                "This is an error of the site: its API key and voice server do not match."
            }
            Self::RoomNotFound | Self::Removed => "Start a new conversation.",
            Self::OpenedElsewhere => "Continue there, or start again here.",
            Self::AgentFailed | Self::ServerEnded => "Start again in a moment.",
            Self::SignInNeeded => "Sign in, then start again.",
            Self::SiteForbidden => "Contact the site's owner.",
            Self::TooMany => "Try again later.",
            Self::SiteNotFound | Self::SiteAnswer => {
                "This is an error of the site: contact the site's owner."
            }
            Self::Refused | Self::Reported | Self::SiteFailed | Self::SiteTimeout => {
                "Try again in a moment. If it persists, contact the site's owner."
            }
            Self::NotPermitted => "This is an error of the site: its token lacks this permission.",
            Self::InsecureUrl => "This is an error of the site: its voice server needs a wss: URL.",
            Self::BadUrl | Self::BadToken => {
                "This is an error of the site: its server sent incomplete credentials."
            }
            Self::Credentials => {
                "Check your internet connection and try again. If it persists, contact the site's owner."
            }
            Self::Cancelled => "Start again when you are ready.",
            Self::Browser => "Use a current version of Chrome, Edge, Firefox or Safari.",
            Self::OtherTransport => "Speak instead.",
            Self::TooLong => "Shorten it and send it again.",
            Self::Closed => "Start the conversation first.",
        }
    }
}

/// Returns the advice for a microphone error in a running call, which needs no start. `None` if
/// that of the reason fits. `can_hear` is whether a microphone is in use all the same.
pub(super) const fn advice_in_call(reason: ErrorReason, can_hear: bool) -> Option<&'static str> {
    let of_device = matches!(
        reason,
        ErrorReason::NoDevice
            | ErrorReason::DeviceBusy
            | ErrorReason::DeviceLost
            | ErrorReason::DeviceFailed
    );
    // Firefox asks for each device.
    if can_hear && (of_device || reason.is_denial()) {
        return Some("The previous microphone is used. Choose the other one again to retry.");
    }
    Some(match reason {
        ErrorReason::PermissionDenied => {
            "Allow the microphone for this site in the browser's address bar, then mute and unmute."
        }
        ErrorReason::PermissionDismissed => "Mute and unmute, and allow it when the browser asks.",
        ErrorReason::SystemDenied => {
            "Allow it in the system's privacy settings, then mute and unmute."
        }
        ErrorReason::NoDevice => "Plug in a microphone or choose another one.",
        ErrorReason::DeviceBusy => "Close the other program that uses it, then mute and unmute.",
        ErrorReason::DeviceLost => "Plug it in again or choose another one.",
        _ => return None,
    })
}
