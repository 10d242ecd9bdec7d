//! The page's time, moved by the test.

use js_sys::Array;
use wasm_bindgen::prelude::*;

use super::{Restore, replace_all};

#[wasm_bindgen(inline_js = r#"
const real = { timeout: clearTimeout.bind(window), interval: clearInterval.bind(window), now: performance.now.bind(performance), date: Date.now };
let timers, passed, next = 1e9;
export function stop_time() {
  [timers, passed] = [[], 0];
  const [clock, date] = [real.now(), real.date()];
  const set = (repeats) => (call, delay = 0, ...rest) => {
    const wait = Math.max(delay, 0);
    timers.push({ id: next, at: passed + wait, every: repeats ? Math.max(wait, 1) : 0, call: () => call(...rest) });
    return next++;
  };
  const clear = (other) => (id) => {
    const at = timers.findIndex((timer) => timer.id === id);
    if (at < 0) other(id); else timers.splice(at, 1);
  };
  const value = (target, name, value) => [target, name, { value }];
  return [
    value(window, "setTimeout", set(false)), value(window, "setInterval", set(true)),
    value(window, "clearTimeout", clear(real.timeout)), value(window, "clearInterval", clear(real.interval)),
    value(performance, "now", () => clock + passed), value(Date, "now", () => date + passed),
  ];
}
export function advance(millis) {
  const end = passed + millis;
  for (;;) {
    const [due] = timers.filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at || a.id - b.id);
    if (!due) break;
    passed = due.at;
    if (due.every) due.at += due.every; else timers.splice(timers.indexOf(due), 1);
    due.call();
  }
  passed = end;
}
"#)]
extern "C" {
    fn stop_time() -> Array;
    fn advance(millis: f64);
}

/// Stops the page's clocks and timers until it is dropped.
#[must_use]
pub(crate) struct StoppedTime {
    _restore: Restore,
}

pub(crate) fn stopped_time() -> StoppedTime {
    StoppedTime {
        _restore: replace_all(&stop_time()),
    }
}

impl StoppedTime {
    /// Lets time pass. Timers that become due have run when this returns.
    pub(crate) fn advance(&self, millis: u32) {
        advance(millis.into());
    }
}
