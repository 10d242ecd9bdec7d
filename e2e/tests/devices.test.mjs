// The lists of devices, with the browser's own fake devices.
import assert from "node:assert/strict";
import { slot } from "../lib/page.mjs";
import { BROWSER, DEMO } from "../lib/paths.mjs";
import { realtimeSuite } from "../lib/realtime-suite.mjs";
import { OWN } from "../lib/recordings.mjs";
import { until } from "../lib/until.mjs";

const realtime = realtimeSuite({ page: DEMO });
const menu = `${slot("mic-select")} select`;
const DEVICES = {
  path: "/?transport=realtime",
  hears: BROWSER === "webkit" ? OWN : "tone",
  firefox: "media: device lists",
  webkit: "media: device lists",
};

realtime("during a call the microphones have names, and another one can be selected", DEVICES, async (call, connection) => {
  await call.untilState("mic-toggle", "live");
  const { page } = call;
  await page.$eval("details.more", (details) => (details.open = true));
  await page.waitForSelector(slot("mic-select", "ready"));
  const names = await page.$$eval(`${menu} option`, (options) => options.map((one) => one.textContent.trim()));
  assert.ok(names.length >= 2 && names.every(Boolean), names.join(", "));
  // In Firefox there is only one besides the system default.
  const chosen = await page.$eval(menu, (select) => {
    select.value = select.options[select.options.length - 1].value;
    select.dispatchEvent(new Event("change", { bubbles: true }));
    return select.value;
  });
  const uses = (id) => probe.made.tracks.some((track) => track.readyState === "live" && track.getSettings().deviceId === id);
  // A recording is not a device, so it has no id.
  if (DEVICES.hears === OWN) await page.waitForFunction(uses, {}, chosen);
  const before = connection.frames.length;
  await until("the server hears the other microphone", () => connection.frames.length > before + 25);
  await call.untilState("mic-toggle", "live");
  assert.equal(await page.$eval(menu, (select) => select.value), chosen);
});
