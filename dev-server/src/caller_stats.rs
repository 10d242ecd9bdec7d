//! Statistics of one caller: evidence for tests of what left the microphone.

use std::time::Instant;

use serde_json::{Value, json};
use speko_proto::{AgentState, Overrides};

/// Level above which a packet counts as audible, in dBov.
pub(crate) const AUDIBLE_DB: i8 = -50;
/// Statistics of one caller.
#[derive(Debug, Default)]
pub(crate) struct CallerStats {
    /// Whether the WebRTC connection is up.
    pub connected: bool,
    /// Whether the caller reported that the microphone is muted.
    pub muted: bool,
    /// The agent's state.
    pub agent_state: AgentState,
    /// Number of Opus packets received.
    pub packets: u64,
    /// Number of packets louder than [`AUDIBLE_DB`].
    pub audible_packets: u64,
    /// Level of the last packet.
    pub last_level_db: Option<i8>,
    /// Time of the last packet.
    pub last_packet: Option<Instant>,
    /// Time of the last audible packet.
    pub last_audible: Option<Instant>,
    /// Number of data packets that the agent does not understand.
    pub ignored_packets: u64,
    /// The contextual updates.
    pub context: Vec<String>,
    /// The overrides.
    pub overrides: Option<Overrides>,
}

impl CallerStats {
    /// Counts a packet.
    pub(crate) fn count(&mut self, now: Instant, level: i8) {
        self.packets += 1;
        self.last_level_db = Some(level);
        self.last_packet = Some(now);
        if level > AUDIBLE_DB {
            self.audible_packets += 1;
            self.last_audible = Some(now);
        }
    }

    /// Returns the body of `GET /api/rooms/{room}/heard`.
    pub(crate) fn to_json(&self, room: &str, open: bool) -> Value {
        let ago = |then: Option<Instant>| then.map(|then| then.elapsed().as_millis() as u64);
        json!({
            "room": room,
            "open": open,
            "connected": self.connected,
            "muted": self.muted,
            "agent_state": self.agent_state.as_str(),
            "packets": self.packets,
            "audible_packets": self.audible_packets,
            "last_level_db": self.last_level_db,
            "last_packet_ms_ago": ago(self.last_packet),
            "last_audible_ms_ago": ago(self.last_audible),
            "ignored_packets": self.ignored_packets,
            "context": self.context,
            "overrides": self.overrides.as_ref().map(overrides_json),
        })
    }
}

fn overrides_json(overrides: &Overrides) -> Value {
    let mut agent = serde_json::Map::new();
    let mut tts = serde_json::Map::new();
    let texts = [
        ("prompt", &overrides.agent.prompt),
        ("firstMessage", &overrides.agent.first_message),
        ("language", &overrides.agent.language),
    ];
    agent.extend(
        texts
            .into_iter()
            .filter_map(|(name, text)| Some((name.to_owned(), json!(text.as_ref()?)))),
    );
    tts.extend(
        overrides
            .tts
            .voice_id
            .iter()
            .map(|id| ("voiceId".to_owned(), json!(id))),
    );
    tts.extend(
        overrides
            .tts
            .speed
            .iter()
            .map(|speed| ("speed".to_owned(), json!(speed))),
    );
    json!({ "agent": agent, "tts": tts })
}
