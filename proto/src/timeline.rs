//! When each step of connecting was reached.

/// When each step of connecting was reached, in ms from the click. The click is the time of
/// `VoiceConversation::start`, or the time set by
/// `ConversationOptions::clicked_at`. Steps that a prepared conversation
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

/// The times of the steps, in ms since the Unix epoch. In a prepared session, `click` is
/// set by `Command::Start`.
#[derive(Clone, Copy, Debug, Default)]
pub struct Marks {
    /// The click, or the start.
    pub click: Option<u64>,
    /// The app had the credentials.
    pub token: Option<u64>,
    /// The signal connection was open.
    pub socket: Option<u64>,
    /// The server accepted the join.
    pub join: Option<u64>,
    /// The server's answer to the first offer arrived.
    pub answer: Option<u64>,
    /// ICE was connected.
    pub ice: Option<u64>,
    /// DTLS was connected.
    pub dtls: Option<u64>,
    /// The microphone was attached.
    pub microphone: Option<u64>,
    /// The first microphone packet was sent.
    pub first_packet_out: Option<u64>,
    /// The first audible packet arrived.
    pub first_sound_in: Option<u64>,
}

impl Marks {
    /// Returns the steps relative to the click.
    pub fn timeline(&self) -> ConnectTimeline {
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
            first_packet_out: from(self.first_packet_out),
            first_sound_in: from(self.first_sound_in),
        }
    }
}
