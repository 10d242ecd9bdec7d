//! When each step of connecting was reached.

use std::fmt;
use std::rc::Rc;

/// When each step of connecting was reached, in ms from the click. The click is the time of
/// [`start`](crate::VoiceConversation::start), or the time set by
/// [`clicked_at`](crate::ConversationOptions::clicked_at). Steps that a prepared conversation
/// completed before the click are negative. `None` if a step was not reached or the browser does
/// not report it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ConnectTimeline {
    /// The app had the credentials.
    pub token: Option<i64>,
    /// The signal connection (WebSocket) was open.
    pub socket: Option<i64>,
    /// The server accepted the join.
    pub join: Option<i64>,
    /// The server's answer to the first offer arrived.
    pub answer: Option<i64>,
    /// ICE was connected.
    pub ice: Option<i64>,
    /// DTLS was connected: media can flow.
    pub dtls: Option<i64>,
    /// The microphone was open and attached to its transceiver.
    pub microphone: Option<i64>,
    /// The first microphone packet was sent.
    pub first_packet_out: Option<i64>,
    /// The first packet of agent audio that is not silence arrived.
    pub first_sound_in: Option<i64>,
}

impl ConnectTimeline {
    /// Returns the steps' names and values, in the order in which they usually happen.
    pub fn steps(&self) -> [(&'static str, Option<i64>); 9] {
        [
            ("token", self.token),
            ("socket", self.socket),
            ("join", self.join),
            ("answer", self.answer),
            ("ice", self.ice),
            ("dtls", self.dtls),
            ("microphone", self.microphone),
            ("first packet out", self.first_packet_out),
            ("first sound in", self.first_sound_in),
        ]
    }
}

/// The times of the steps, in ms since the Unix epoch. In a prepared conversation, `click` is
/// set by `begin`.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Marks {
    pub(crate) click: Option<u64>,
    pub(crate) token: Option<u64>,
    pub(crate) socket: Option<u64>,
    pub(crate) join: Option<u64>,
    pub(crate) answer: Option<u64>,
    pub(crate) ice: Option<u64>,
    pub(crate) dtls: Option<u64>,
    pub(crate) microphone: Option<u64>,
    pub(crate) out: Option<u64>,
    pub(crate) sound: Option<u64>,
}

impl Marks {
    #[cfg_attr(
        not(target_arch = "wasm32"),
        allow(dead_code, reason = "sessions need a browser")
    )]
    pub(crate) fn timeline(&self) -> ConnectTimeline {
        let zero = self.click.unwrap_or_default();
        let from = |at: Option<u64>| at.map(|at| at.wrapping_sub(zero) as i64);
        ConnectTimeline {
            token: from(self.token),
            socket: from(self.socket),
            join: from(self.join),
            answer: from(self.answer),
            ice: from(self.ice),
            dtls: from(self.dtls),
            microphone: from(self.microphone),
            first_packet_out: from(self.out),
            first_sound_in: from(self.sound),
        }
    }
}

pub(crate) type TimelineCallback = Rc<dyn Fn(&ConnectTimeline)>;

/// The app's request for a timeline. `measure` is a function pointer, so that programs without such
/// a request do not link the measuring code.
#[derive(Clone)]
pub(crate) struct TimelineRequest {
    #[cfg_attr(
        not(target_arch = "wasm32"),
        allow(dead_code, reason = "sessions need a browser")
    )]
    pub(crate) callback: TimelineCallback,
    #[cfg(target_arch = "wasm32")]
    pub(crate) measure: crate::browser::Measure,
}

impl TimelineRequest {
    pub(crate) fn new(callback: impl Fn(&ConnectTimeline) + 'static) -> Self {
        Self {
            callback: Rc::new(callback),
            #[cfg(target_arch = "wasm32")]
            measure: crate::browser::measure,
        }
    }
}

impl fmt::Debug for TimelineRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TimelineRequest")
    }
}
