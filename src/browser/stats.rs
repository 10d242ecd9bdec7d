//! Asks the connection for its report.

use js_sys::Map;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::RtcPeerConnection;

use super::js::property;
use crate::stats::{CallStats, Entry, read};

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
