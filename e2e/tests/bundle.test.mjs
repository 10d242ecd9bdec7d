// What the built pages hold, and whom they talk to.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { BROWSER, DEMO, MINIMAL } from "../lib/built.mjs";
import { check, suite } from "../lib/suite.mjs";
import { until } from "../lib/until.mjs";

check("no page takes a key or mints a session", {}, () => {
  for (const folder of [DEMO, MINIMAL]) {
    const files = readdirSync(folder).filter((name) => /\.(wasm|js|html)$/.test(name));
    assert.ok(files.some((name) => name.endsWith(".wasm")), folder);
    for (const name of files) {
      const text = readFileSync(join(folder, name), "latin1");
      for (const trace of ["/v1/sessions", "Bearer ", "api_key", "apiKey", "sk_live", "sk_test"]) {
        assert.ok(!text.includes(trace), `${name} holds ${trace}`);
      }
    }
  }
});

const scenario = suite({ page: MINIMAL });

scenario("the app’s server carries no sound", { hears: "talking" }, async (call) => {
  const requests = [];
  call.page.on("request", (request) => {
    const { pathname } = new URL(request.url());
    // Firefox tells of the call's socket too.
    if (BROWSER === "firefox" && pathname === "/rtc") return;
    requests.push(`${request.method()} ${pathname}`);
  });
  await call.start();
  await call.untilSound();
  // A second of audio, each way.
  await call.untilReceived(1_000);
  await until("the agent hears the user", async () => (await call.heard()).audible_packets > 50);
  await call.end();
  // HTTP carries one call for credentials; sound goes over WebRTC alone, in both directions.
  assert.deepEqual(requests, ["POST /api/conversations"]);
});
