//! Why a join failed, from close codes and HTTP responses.

use crate::error::{ErrorCode, ErrorReason, SpekoClientError};
use crate::livekit::io::Probe;
use crate::livekit::wire::LeaveRequest;
use crate::text::contains;

/// Returns whether the server sent this close code itself, and so accepted the socket. Browsers use
/// 1006 for a lost connection and 1015 for a failed TLS handshake.
pub(super) const fn is_close_frame(code: u16) -> bool {
    !matches!(code, 1006 | 1015)
}

/// Returns whether the endpoint is missing, rather than the room.
pub(super) fn lacks_single_pc(probe: &Probe) -> bool {
    matches!(probe, Probe::Answered { status: 404, body } if !contains(body, "room does not exist"))
}

/// Converts an HTTP response to an error. The body may contain the token, so it is not passed on.
pub(in crate::livekit) fn refusal(probe: &Probe) -> SpekoClientError {
    let Probe::Answered { status, body } = probe else {
        return failed(ErrorReason::Network);
    };
    let reason = match status {
        200 => ErrorReason::Network,
        401 | 403 if contains(body, "expired") => ErrorReason::TokenExpired,
        401 | 403 => ErrorReason::TokenInvalid,
        404 if contains(body, "room does not exist") => ErrorReason::RoomNotFound,
        _ => ErrorReason::Refused,
    };
    let cause = if *status == 200 {
        "WebSocket blocked".to_owned()
    } else {
        "HTTP ".to_owned() + &status.to_string()
    };
    failed(reason).with_cause(cause)
}

/// Builds the error of a join that the server rejected with a leave request.
pub(in crate::livekit) fn rejected(leave: &LeaveRequest) -> SpekoClientError {
    let name = leave.reason().as_str_name();
    failed(ErrorReason::of_leave(name)).with_cause(name)
}

/// Builds the error of a failed join.
pub(in crate::livekit) const fn failed(reason: ErrorReason) -> SpekoClientError {
    SpekoClientError::new(ErrorCode::ConnectionFailed, reason)
}
