//! The two steps of a connect that only the browser's statistics show: the first packet sent and
//! the first audio received.

use std::rc::{Rc, Weak};

use js_sys::{Map, Promise};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::{JsFuture, spawn_local};

use super::session::{Session, WebRtcPump};
use crate::handlers::TimelineCallback;
use crate::web::js::{now, property};
use crate::web::timer::set_timeout;

const POLL_INTERVAL: i32 = 20;
const TIMEOUT: u64 = 20_000;
/// An audio level from 0 to 1. Encoded silence stays below it.
const AUDIBLE: f64 = 0.005;

/// Starts the measurement.
pub(crate) fn measure(session: &Session, callback: TimelineCallback) {
    spawn_local(watch(Rc::downgrade(&session.0), callback));
}

async fn watch(pump: Weak<WebRtcPump>, callback: TimelineCallback) {
    loop {
        let later = Promise::new(&mut |resolve, _| {
            set_timeout(&resolve, POLL_INTERVAL);
        });
        let _ = JsFuture::from(later).await;
        // A strong reference exists only between two awaits, so that this task does not keep the
        // session alive.
        let Some(connections) = pump.upgrade().map(|pump| pump.connections()) else {
            return;
        };
        let (mut out, mut sound) = (false, false);
        for connection in connections {
            let Ok(report) = JsFuture::from(connection.get_stats()).await else {
                continue;
            };
            report.unchecked_into::<Map>().for_each(&mut |entry, _| {
                let number = |name| property(&entry, name).as_f64().unwrap_or_default();
                match property(&entry, "type").as_string().as_deref() {
                    Some("outbound-rtp") => out |= number("packetsSent") > 0.0,
                    Some("inbound-rtp") => sound |= number("audioLevel") > AUDIBLE,
                    _ => {}
                }
            });
        }
        let Some(pump) = pump.upgrade() else { return };
        let at = now().0;
        let is_over = pump.is_over();
        let Ok(mut machine) = pump.machine.try_borrow_mut() else {
            continue;
        };
        let marks = machine.marks();
        if out {
            marks.first_packet_out.get_or_insert(at);
        }
        if sound {
            marks.first_sound_in.get_or_insert(at);
        }
        let late = marks.click.is_some_and(|click| click + TIMEOUT < at);
        if late || is_over || (marks.first_packet_out.is_some() && marks.first_sound_in.is_some()) {
            let timeline = machine.timeline();
            drop(machine);
            return callback(&timeline);
        }
    }
}
