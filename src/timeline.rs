//! How long each step of a connect took.

use std::fmt;
use std::rc::Rc;

/// When each step of a connect was reached, in ms from the click (from [`start`](crate::VoiceConversation::start), or
/// what [`clicked_at`](crate::ConversationOptions::clicked_at) says). A step that a warm conversation took before the
/// click is negative; one that was not reached, or that the browser does not tell, is nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ConnectTimeline {
    /// The app had its credentials.
    pub token: Option<i64>,
    /// The socket to the server was open.
    pub socket: Option<i64>,
    /// The server had let us in.
    pub join: Option<i64>,
    /// The server's answer to our first offer was there.
    pub answer: Option<i64>,
    /// ICE had found a way.
    pub ice: Option<i64>,
    /// The way was encrypted: media can flow.
    pub dtls: Option<i64>,
    /// The microphone was open, and on its line.
    pub microphone: Option<i64>,
    /// The first packet of the microphone had left.
    pub first_packet_out: Option<i64>,
    /// The first packet of the agent's voice that was no silence was there.
    pub first_sound_in: Option<i64>,
}

impl ConnectTimeline {
    /// Names and values, in the order in which they usually come.
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

/// The steps by the clock; the click comes last where it is waited for.
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
        allow(dead_code, reason = "no session runs on a host")
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

pub(crate) type Tell = Rc<dyn Fn(&ConnectTimeline)>;

/// Somebody wants to know. What measures it is in no program that never asks.
#[derive(Clone)]
pub(crate) struct TimelineWish {
    #[cfg_attr(
        not(target_arch = "wasm32"),
        allow(dead_code, reason = "no session runs on a host")
    )]
    pub(crate) tell: Tell,
    #[cfg(target_arch = "wasm32")]
    pub(crate) measure: crate::browser::Measure,
}

impl TimelineWish {
    pub(crate) fn new(tell: impl Fn(&ConnectTimeline) + 'static) -> Self {
        Self {
            tell: Rc::new(tell),
            #[cfg(target_arch = "wasm32")]
            measure: crate::browser::measure,
        }
    }
}

impl fmt::Debug for TimelineWish {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TimelineWish")
    }
}
