// Selects which tests run where. Chromium runs all of them. In the gate, Firefox runs only those
// whose result can differ between engines; they say why (`firefox: "…"`). E2E_ALL=1 runs all of
// them in Firefox too. Tests that wait in real time for long (`long: "…"`) run only with LONG=1;
// with ONLY_LONG=1 only they run. A test that is not selected is not registered, so no count
// includes it.
import { after, before, describe } from "node:test";
import { BROWSER } from "./paths.mjs";

const ALL = process.env.E2E_ALL === "1";
const ONLY_LONG = process.env.ONLY_LONG === "1";
const LONG = ONLY_LONG || process.env.LONG === "1";
const LIST = process.env.E2E_LIST === "1";

/** With E2E_LIST=1 tests are only collected here, for lib/list.mjs. */
export const listed = [];

/** Whether a test runs in this environment. `firefox` and `long` are reasons. */
export function isSelected(name, { firefox, long, only } = {}) {
  if (LIST) {
    listed.push({ name, firefox, long, only });
    return false;
  }
  return runsHere({ firefox, long });
}

export const runsHere = ({ firefox, long }) =>
  (long ? LONG : !ONLY_LONG) && (BROWSER !== "firefox" || ALL || Boolean(firefox));

/** `describe`; with E2E_LIST=1 the body runs without node's runner. */
export const group = (name, body) => (LIST ? body() : describe(name, body));

/** Registers `before` and `after` for the file or the group; with E2E_LIST=1 nothing is started. */
export function shared(start, stop) {
  if (LIST) return;
  before(start);
  after(stop);
}
