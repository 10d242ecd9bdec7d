// The page with various accessibility settings. The screenshots are in e2e/screenshots.
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { SCREENSHOTS } from "../lib/paths.mjs";
import { slot } from "../lib/page.mjs";
import { suite } from "../lib/suite.mjs";

const WAYS = {
  "320px": { width: 320, height: 640 },
  // 1280 by 800 at 200 % zoom.
  zoomed: { width: 640, height: 400, deviceScaleFactor: 2 },
  "forced-colors": { features: { "forced-colors": "active" } },
  "forced-colors-dark": { features: { "forced-colors": "active", "prefers-color-scheme": "dark" } },
  "reduced-motion": { features: { "prefers-reduced-motion": "reduce" } },
  "right-to-left": { dir: "rtl" },
  "right-to-left-narrow": { dir: "rtl", width: 320, height: 640 },
};

const scenario = suite();

scenario("a call fits small, zoomed, forced-colors, reduced-motion and right-to-left pages", { hears: "sentence" }, async (call) => {
  const { page } = call;
  mkdirSync(SCREENSHOTS, { recursive: true });
  await call.start();
  await call.untilRow("agent", "This is what you said:");
  await call.press("mic-toggle");
  await call.untilState("mic-toggle", "muted");
  for (const [name, { features, dir = "ltr", width = 1280, height = 800, deviceScaleFactor = 1 }] of Object.entries(WAYS)) {
    await page.setViewport({ width, height, deviceScaleFactor });
    // WebDriver has no command for media features: Firefox shows only the cases of size and
    // direction.
    if (features && !call.session) continue;
    await call.session?.send("Emulation.setEmulatedMedia", {
      features: Object.entries(features ?? {}).map(([name, value]) => ({ name, value })),
    });
    await page.evaluate((dir) => (document.documentElement.dir = dir), dir);
    const state = await page.evaluate(() => ({
      over: document.documentElement.scrollWidth - document.documentElement.clientWidth,
      moving: document.getAnimations().filter((one) => one.playState === "running").length,
    }));
    assert.equal(state.over, 0, `${name}: the page is ${state.over} px too wide`);
    if (name === "reduced-motion") assert.equal(state.moving, 0, "an animation is running");
    if (dir === "rtl") {
      // The user's turns are at the inline end, which is on the left here.
      const [user, feed] = await page.evaluate(
        (...selectors) => selectors.map((one) => document.querySelector(one).getBoundingClientRect().toJSON()),
        `${slot("turn")}[data-source=user]`,
        slot("transcript-feed"),
      );
      assert.ok(user.left - feed.left < feed.right - user.right, `${name}: the user's turns are on the right`);
    }
    await page.screenshot({ path: join(SCREENSHOTS, `looks-${name}.png`) });
  }
  await page.evaluate(() => (document.documentElement.dir = "ltr"));
  await page.setViewport({ width: 1280, height: 800 });
  await call.end();
});
