//! What the browser measures of a call's line.

#[cfg(any(target_arch = "wasm32", test))]
mod read;

#[cfg(target_arch = "wasm32")]
pub(crate) use read::{Entry, read};

/// What the browser has measured of the line since it was made, at one moment. What it does not tell is left out; a
/// line that was made anew counts from 0 again. There is no address in it.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct CallStats {
    /// How long a packet takes to the server and back, in ms.
    pub round_trip_ms: Option<u32>,
    /// How unevenly the agent's packets come in, in ms; over 30 begins to be heard.
    pub jitter_ms: Option<u32>,
    /// Packets of sound that came in.
    pub packets_received: u64,
    /// Packets of sound that should have come in and did not.
    pub packets_lost: u64,
    /// Packets of sound that were sent.
    pub packets_sent: u64,
    /// Those of them that did not reach the server, as far as it has told.
    pub packets_sent_lost: Option<u64>,
    /// Bytes that came in, of sound and of everything else.
    pub bytes_received: u64,
    /// Bytes that were sent.
    pub bytes_sent: u64,
    /// How the agent's sound is packed, as `audio/opus`.
    pub codec: Option<String>,
    /// The line's end at this side.
    pub local: Option<LineEnd>,
    /// Its end at the server's.
    pub remote: Option<LineEnd>,
    /// How loud the agent is, before the volume, from 0 to 1.
    pub agent_level: Option<f32>,
    /// How loud the microphone is, muted or not where the browser says so, from 0 to 1.
    pub mic_level: Option<f32>,
}

/// One end of the line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct LineEnd {
    /// `host` is the machine's own address, `srflx` and `prflx` one behind a router, `relay` a TURN server's.
    pub kind: String,
    /// `udp` or `tcp`; at a relay what leads to it, as `tls`.
    pub protocol: String,
}
