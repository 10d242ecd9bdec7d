//! Reads the statistics of a peer connection.

use js_sys::Map;
use speko_proto::stats::{CallStats, Entry, read};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::RtcPeerConnection;

use crate::web::js::{on_settled, property};

/// An entry of an `RTCStatsReport`.
struct StatsEntry(JsValue);

impl Entry for StatsEntry {
    fn text(&self, name: &str) -> Option<String> {
        property(&self.0, name).as_string()
    }

    fn number(&self, name: &str) -> Option<f64> {
        property(&self.0, name).as_f64()
    }

    fn is(&self, name: &str) -> bool {
        property(&self.0, name).is_truthy()
    }
}

pub(super) async fn stats(connection: RtcPeerConnection) -> Option<CallStats> {
    let report = JsFuture::from(connection.get_stats()).await.ok()?;
    let mut entries = Vec::new();
    // `RTCStatsReport` is not a `Map`, but has the same `forEach`.
    let report: Map = report.unchecked_into();
    report.for_each(&mut |entry, _| entries.push(StatsEntry(entry)));
    Some(read(&entries))
}

/// Calls `done` with the time for which the connection has received nothing, in ms, if the browser
/// knows it. Both timestamps are from the report, because a page's clock stops while the machine
/// sleeps.
pub(super) fn inbound_idle(connection: &RtcPeerConnection, done: impl FnOnce(u64) + 'static) {
    on_settled(connection.get_stats(), move |report| {
        let Ok(report) = report else { return };
        let mut shortest = f64::INFINITY;
        report.unchecked_ref::<Map>().for_each(&mut |entry, _| {
            let time = |name| property(&entry, name).as_f64();
            let last = time("lastPacketReceivedTimestamp").filter(|last| *last > 0.0);
            if let (Some(now), Some(last)) = (time("timestamp"), last) {
                // The smallest difference is that of the active path. Other entries have older
                // timestamps.
                shortest = shortest.min(now - last);
            }
        });
        if shortest.is_finite() {
            done(shortest as u64);
        }
    });
}
