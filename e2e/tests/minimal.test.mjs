// The README's example is a complete voice page.
import assert from "node:assert/strict";
import { MINIMAL } from "../lib/paths.mjs";
import { slot } from "../lib/page.mjs";
import { suite } from "../lib/suite.mjs";

const scenario = suite({ page: MINIMAL });

scenario("the minimal page starts, greets and ends", {}, async (call) => {
  await call.start();
  await call.untilSound();
  await call.untilRow("agent", "I am the local agent.");
  await call.press("mic-toggle");
  await call.untilState("mic-toggle", "muted");
  await call.end();
  assert.equal(await call.page.$(slot("error-notice")), null);
});
