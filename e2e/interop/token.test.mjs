// Refreshed tokens from the server: a reconnect has to use the newest one.
import assert from "node:assert/strict";
import { interop } from "../lib/interop.mjs";
import { until } from "../lib/until.mjs";

const scenario = interop();

/** Returns the token in each socket's URL, and its expiry. */
const tokens = (call) =>
  call.page.evaluate(() =>
    probe.made.sockets.map(({ url }) => {
      const token = new URL(url).searchParams.get("access_token");
      const claims = JSON.parse(atob(token.split(".")[1].replaceAll("-", "+").replaceAll("_", "/")));
      return { token, ends: claims.exp };
    }),
  );

scenario("a reconnect uses the token that the server refreshed", { hears: "talking", expected: [/WebSocket/] }, async (scene) => {
  const agent = await scene.agent();
  const call = await scene.page({ ttl: 3 });
  await call.start();
  await agent.hears("user");
  const before = await tokens(call); // two where an old server does not know the first path
  const { token, ends } = before.at(-1);
  // Servers tolerate a minute after the expiry. So the test compares the tokens instead of waiting.
  const mark = await call.mark();
  await call.page.evaluate(() => probe.made.sockets.at(-1).close());
  await until("another socket is opened", async () => (await tokens(call)).length > before.length);
  const latest = (await tokens(call)).at(-1);
  assert.notEqual(latest.token, token, "the new socket uses the refreshed token");
  assert.ok(latest.ends > ends + 60);
  await agent.hears("user", 100);
  await call.untilEvent("connection", "good", { after: mark });
  await call.type("still here");
  await call.untilRow("agent", "You wrote: still here");
  await call.end();
});
