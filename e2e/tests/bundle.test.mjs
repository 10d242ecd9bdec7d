// What the built pages contain, and which servers they contact.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { BROWSER, DEMO, MINIMAL } from "../lib/paths.mjs";
import { check, suite } from "../lib/suite.mjs";
import { until } from "../lib/until.mjs";

check("built pages contain no API key and no session endpoint", {}, () => {
  for (const folder of [DEMO, MINIMAL]) {
    const files = readdirSync(folder).filter((name) => /\.(wasm|js|html)$/.test(name));
    assert.ok(files.some((name) => name.endsWith(".wasm")), folder);
    for (const name of files) {
      const text = readFileSync(join(folder, name), "latin1");
      for (const trace of ["/v1/sessions", "Bearer ", "api_key", "apiKey", "sk_live", "sk_test"]) {
        assert.ok(!text.includes(trace), `${name} contains ${trace}`);
      }
    }
  }
});

const scenario = suite({ page: MINIMAL });

// The user pauses between sentences: an agent that is interrupted all the time may never be heard.
scenario("audio does not pass through the app's server", { hears: "dialogue" }, async (call) => {
  const requests = [];
  call.page.on("request", (request) => {
    const { pathname } = new URL(request.url());
    // Firefox also reports the call's WebSocket as a request.
    if (BROWSER === "firefox" && pathname === "/rtc") return;
    requests.push(`${request.method()} ${pathname}`);
  });
  await call.start();
  await call.untilSound();
  // A second of audio in each direction.
  await call.untilReceived(1_000);
  await until("the agent hears the user", async () => (await call.callerStats()).audible_packets > 50);
  await call.end();
  // HTTP carries one request for credentials; audio uses WebRTC alone, in both directions.
  assert.deepEqual(requests, ["POST /api/conversations"]);
});
