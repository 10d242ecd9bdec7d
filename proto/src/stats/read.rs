//! Reads [`CallStats`] from an `RTCStatsReport`. Browsers place values in different entries.

use super::{CallStats, LineEnd};

/// One entry of the report.
pub trait Entry {
    /// Returns a string value.
    fn text(&self, name: &str) -> Option<String>;
    /// Returns a number.
    fn number(&self, name: &str) -> Option<f64>;
    /// Returns whether a value is truthy.
    fn is(&self, name: &str) -> bool;
}

/// Reads the statistics from the entries of a report.
pub fn read(entries: &[impl Entry]) -> CallStats {
    let mut stats = CallStats::default();
    let mut round_trip = None;
    for entry in entries {
        let is_audio = || entry.text("kind").is_none_or(|kind| kind == "audio");
        match entry.text("type").unwrap_or_default().as_str() {
            "inbound-rtp" if is_audio() => inbound(&mut stats, entry, entries),
            "outbound-rtp" if is_audio() => {
                stats.packets_sent += count(entry, "packetsSent");
                stats.bytes_sent += count(entry, "bytesSent");
            }
            "remote-inbound-rtp" if is_audio() => {
                let lost = stats.packets_sent_lost.unwrap_or(0);
                stats.packets_sent_lost = Some(lost + count(entry, "packetsLost"));
                round_trip = entry.number("roundTripTime");
            }
            "media-source" if is_audio() => stats.mic_level = level(entry),
            _ => {}
        }
    }
    if let Some(pair) = used_pair(entries) {
        round_trip = pair.number("currentRoundTripTime").or(round_trip);
        // Everything on the candidate pair, including data that is not audio.
        stats.bytes_sent = count(pair, "bytesSent").max(stats.bytes_sent);
        stats.bytes_received = count(pair, "bytesReceived").max(stats.bytes_received);
        stats.local = end(entries, pair.text("localCandidateId"));
        stats.remote = end(entries, pair.text("remoteCandidateId"));
    }
    stats.round_trip_ms = round_trip.map(millis);
    stats
}

fn inbound(stats: &mut CallStats, entry: &impl Entry, entries: &[impl Entry]) {
    let received = count(entry, "packetsReceived");
    stats.packets_received += received;
    stats.packets_lost += count(entry, "packetsLost");
    stats.bytes_received += count(entry, "bytesReceived");
    if received == 0 {
        // Without packets, the jitter of a stream is meaningless.
        return;
    }
    stats.jitter_ms = stats.jitter_ms.max(entry.number("jitter").map(millis));
    let louder = |was: f32| level(entry).map_or(was, |level| was.max(level));
    stats.agent_level = stats.agent_level.map(louder).or_else(|| level(entry));
    let codec = entry.text("codecId").and_then(|id| find(entries, &id));
    stats.codec = codec
        .and_then(|codec| codec.text("mimeType"))
        .or_else(|| stats.codec.take());
}

/// Returns the selected candidate pair.
fn used_pair<E: Entry>(entries: &[E]) -> Option<&E> {
    let of = |kind: &'static str| {
        entries
            .iter()
            .filter(move |entry| entry.text("type").as_deref() == Some(kind))
    };
    let named = of("transport").find_map(|transport| transport.text("selectedCandidatePairId"));
    if let Some(pair) = named.and_then(|id| find(entries, &id)) {
        return Some(pair);
    }
    // Firefox marks the pair as `selected`.
    let used = |pair: &&E| pair.is("selected");
    let works =
        |pair: &&E| pair.is("nominated") && pair.text("state").as_deref() == Some("succeeded");
    of("candidate-pair")
        .find(used)
        .or_else(|| of("candidate-pair").find(works))
}

fn end(entries: &[impl Entry], id: Option<String>) -> Option<LineEnd> {
    let candidate = find(entries, &id?)?;
    Some(LineEnd {
        kind: candidate.text("candidateType")?,
        protocol: candidate
            .text("relayProtocol")
            .or_else(|| candidate.text("protocol"))
            .unwrap_or_default(),
    })
}

fn find<'a, E: Entry>(entries: &'a [E], id: &str) -> Option<&'a E> {
    entries
        .iter()
        .find(|entry| entry.text("id").as_deref() == Some(id))
}

/// `packetsLost` can be negative when packets arrived twice; it then counts as 0.
fn count(entry: &impl Entry, name: &str) -> u64 {
    entry.number(name).unwrap_or(0.0) as u64
}

fn level(entry: &impl Entry) -> Option<f32> {
    entry.number("audioLevel").map(|level| level as f32)
}

fn millis(seconds: f64) -> u32 {
    (seconds * 1000.0 + 0.5) as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    impl Entry for Value {
        fn text(&self, name: &str) -> Option<String> {
            Some(self.get(name)?.as_str()?.to_owned())
        }

        fn number(&self, name: &str) -> Option<f64> {
            self.get(name)?.as_f64()
        }

        fn is(&self, name: &str) -> bool {
            self.get(name).and_then(Value::as_bool) == Some(true)
        }
    }

    fn ends() -> Vec<Value> {
        vec![
            json!({"type": "local-candidate", "id": "L", "candidateType": "relay", "protocol": "udp", "relayProtocol": "tls"}),
            json!({"type": "remote-candidate", "id": "R", "candidateType": "host", "protocol": "udp", "address": "192.0.2.1"}),
        ]
    }

    fn talk() -> Vec<Value> {
        let mut all = ends();
        all.extend([
            json!({"type": "transport", "id": "T", "selectedCandidatePairId": "P"}),
            json!({"type": "candidate-pair", "id": "O", "nominated": true, "state": "succeeded", "currentRoundTripTime": 9.0}),
            json!({"type": "candidate-pair", "id": "P", "localCandidateId": "L", "remoteCandidateId": "R",
                "currentRoundTripTime": 0.0416, "bytesSent": 9000, "bytesReceived": 12000}),
            json!({"type": "inbound-rtp", "kind": "audio", "packetsReceived": 50, "packetsLost": 2, "bytesReceived": 4000,
                "jitter": 0.012, "audioLevel": 0.25, "codecId": "C"}),
            json!({"type": "inbound-rtp", "kind": "audio", "packetsReceived": 0, "packetsLost": 0, "bytesReceived": 0,
                "jitter": 3.0, "audioLevel": 1.0}),
            json!({"type": "codec", "id": "C", "mimeType": "audio/opus"}),
            json!({"type": "outbound-rtp", "kind": "audio", "packetsSent": 70, "bytesSent": 5000}),
            json!({"type": "remote-inbound-rtp", "kind": "audio", "packetsLost": 1, "roundTripTime": 0.2}),
            json!({"type": "media-source", "kind": "audio", "audioLevel": 0.5}),
        ]);
        all
    }

    #[test]
    fn stats_report_of_a_call_is_read() {
        let stats = read(&talk());
        let relay = |kind: &str, protocol: &str| {
            Some(LineEnd {
                kind: kind.to_owned(),
                protocol: protocol.to_owned(),
            })
        };
        assert_eq!(
            stats,
            CallStats {
                round_trip_ms: Some(42),
                jitter_ms: Some(12),
                packets_received: 50,
                packets_lost: 2,
                packets_sent: 70,
                packets_sent_lost: Some(1),
                bytes_received: 12_000,
                bytes_sent: 9_000,
                codec: Some("audio/opus".to_owned()),
                local: relay("relay", "tls"),
                remote: relay("host", "udp"),
                agent_level: Some(0.25),
                mic_level: Some(0.5),
            }
        );
    }

    #[test]
    fn selected_or_nominated_pair_is_used_without_a_transport() {
        let mut all = ends();
        all.extend([
            json!({"type": "candidate-pair", "id": "O", "nominated": true, "state": "succeeded", "currentRoundTripTime": 9.0}),
            json!({"type": "candidate-pair", "id": "P", "selected": true, "currentRoundTripTime": 0.03}),
        ]);
        assert_eq!(read(&all).round_trip_ms, Some(30));
        all.pop();
        assert_eq!(read(&all).round_trip_ms, Some(9_000));
    }

    #[test]
    fn empty_or_invalid_reports_yield_default_stats() {
        assert_eq!(read(&[] as &[Value]), CallStats::default());
        let odd = [
            json!({"type": "inbound-rtp", "kind": "audio", "packetsReceived": "many", "packetsLost": -4}),
            json!({"type": "transport", "selectedCandidatePairId": "gone"}),
            json!({"type": 7}),
        ];
        assert_eq!(read(&odd), CallStats::default());
    }
}
