// Selects which tests run where. Chromium runs all of them. In the gate, Firefox and WebKit run
// only those whose result can differ between engines; they say why (`firefox: "…"`, `webkit: "…"`).
// E2E_ALL=1 runs all of them in Firefox too, and in WebKit all that need no WebRTC, which WebKitGTK
// does not have (`webrtc: false`; `webkit` implies it). Tests that wait in real time for long
// (`long: "…"`) run only with LONG=1; with ONLY_LONG=1 only they run. A test that is not selected
// is not registered, so no count includes it.
import { after, before, describe } from "node:test";
import { BROWSER } from "./paths.mjs";

const ALL = process.env.E2E_ALL === "1";
const ONLY_LONG = process.env.ONLY_LONG === "1";
const LONG = ONLY_LONG || process.env.LONG === "1";
const LIST = process.env.E2E_LIST === "1";

/** With E2E_LIST=1 tests are only collected here, for lib/list.mjs. */
export const listed = [];

/** Whether a test runs in this environment. `firefox`, `webkit` and `long` are reasons. */
export function isSelected(name, { firefox, webkit, webrtc, long, only } = {}) {
  if (LIST) {
    listed.push({ name, firefox, webkit, webrtc, long, only });
    return false;
  }
  return runsHere({ firefox, webkit, webrtc, long });
}

export const runsHere = ({ firefox, webkit, webrtc, long }) => {
  if (long ? !LONG : ONLY_LONG) return false;
  if (BROWSER === "firefox") return ALL || Boolean(firefox);
  if (BROWSER === "webkit") return Boolean(webkit) || (ALL && webrtc === false);
  return true;
};

/** `describe`; with E2E_LIST=1 the body runs without node's runner. */
export const group = (name, body) => (LIST ? body() : describe(name, body));

/** Registers `before` and `after` for the file or the group; with E2E_LIST=1 nothing is started. */
export function shared(start, stop) {
  if (LIST) return;
  before(start);
  after(stop);
}
