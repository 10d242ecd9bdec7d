//! WebRTC statistics of a call.

mod read;

pub use read::{Entry, read};

/// A snapshot of the browser's WebRTC statistics of a call. Values that the browser does not report
/// are `None` or 0. Counters restart at 0 with a new peer connection. Contains no IP addresses.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct CallStats {
    /// The round-trip time to the server, in ms.
    pub round_trip_ms: Option<u32>,
    /// The jitter of the agent's packets, in ms. More than 30 becomes audible.
    pub jitter_ms: Option<u32>,
    /// Audio packets received.
    pub packets_received: u64,
    /// Audio packets lost on the way to this page.
    pub packets_lost: u64,
    /// Audio packets sent.
    pub packets_sent: u64,
    /// Sent audio packets that were lost, as far as the server has reported.
    pub packets_sent_lost: Option<u64>,
    /// Bytes received: audio and everything else on the connection.
    pub bytes_received: u64,
    /// Bytes sent: audio and everything else on the connection.
    pub bytes_sent: u64,
    /// The codec of the agent's audio, such as `audio/opus`.
    pub codec: Option<String>,
    /// The local end of the selected candidate pair.
    pub local: Option<LineEnd>,
    /// The remote end of the selected candidate pair.
    pub remote: Option<LineEnd>,
    /// The level of the agent's audio before the volume is applied, from 0 to 1.
    pub agent_level: Option<f32>,
    /// The level of the microphone, from 0 to 1. Whether it is measured while muted depends on the
    /// browser.
    pub mic_level: Option<f32>,
}

/// One end of the connection: an ICE candidate.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct LineEnd {
    /// The candidate type: `host` is the machine's own address, `srflx` and `prflx` one behind a
    /// NAT, `relay` a TURN server's.
    pub kind: String,
    /// `udp` or `tcp`; for a relay candidate the protocol to the TURN server, such as `tls`.
    pub protocol: String,
}
