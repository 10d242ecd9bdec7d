//! Asks the connection for its report.

use js_sys::Map;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::RtcPeerConnection;

use super::js::{later, property};
use crate::stats::{CallStats, Entry, read};
use crate::time::Millis;

impl Entry for JsValue {
    fn text(&self, name: &str) -> Option<String> {
        property(self, name).as_string()
    }

    fn number(&self, name: &str) -> Option<f64> {
        property(self, name).as_f64()
    }

    fn is(&self, name: &str) -> bool {
        property(self, name).is_truthy()
    }
}

pub(super) async fn stats(connection: RtcPeerConnection) -> Option<CallStats> {
    let report = JsFuture::from(connection.get_stats()).await.ok()?;
    let mut entries = Vec::new();
    // It is no `Map`, but has its `forEach`.
    let report: Map = report.unchecked_into();
    report.for_each(&mut |entry, _| entries.push(entry));
    Some(read(&entries))
}

/// Tells when the connection last received anything, if the browser knows.
pub(super) fn heard_until(connection: &RtcPeerConnection, tell: impl FnOnce(Millis) + 'static) {
    later(connection.get_stats(), move |report| {
        let Ok(report) = report else { return };
        let mut last = 0.0_f64;
        report.unchecked_ref::<Map>().for_each(&mut |entry, _| {
            let at = property(&entry, "lastPacketReceivedTimestamp").as_f64();
            // The one of the connection itself: others have it too, and older.
            last = at.unwrap_or_default().max(last);
        });
        if last > 0.0 {
            tell(Millis(last as u64));
        }
    });
}
