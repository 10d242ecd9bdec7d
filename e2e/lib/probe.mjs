// The probe: a script that runs in the page before the page's own scripts. It counts live objects,
// measures audio, and notes what was shown when, as `window.probe`.
import { readFileSync } from "node:fs";

/** In the order in which they run: each part uses the earlier ones. */
const PARTS = ["objects", "audio", "measures", "recorder", "shown", "timers"];

export const PROBE = PARTS.map((name) => readFileSync(new URL(`probe/${name}.js`, import.meta.url), "utf8")).join("\n");
