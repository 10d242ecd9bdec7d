// Screenshots of a state, for review. The page must not overflow horizontally, and the call button
// must be visible without scrolling; both are asserted.
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { SCREENSHOTS } from "./paths.mjs";
import { slot } from "./page.mjs";
import { SCHEMES, setScheme } from "./scheme.mjs";

const SIZES = { wide: { width: 1280, height: 800 }, narrow: { width: 390, height: 844 }, tiny: { width: 320, height: 640 } };

/** Takes a screenshot of the page in light and dark mode, in each of these sizes. */
export async function shoot({ page }, name, sizes = ["wide", "narrow"]) {
  mkdirSync(SCREENSHOTS, { recursive: true });
  for (const size of sizes) {
    await page.setViewport(SIZES[size]);
    for (const value of SCHEMES) {
      await setScheme(page, value);
      await page.screenshot({ path: join(SCREENSHOTS, `${name}-${size}-${value}.png`) });
    }
    const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.equal(over, 0, `${name}, ${size}: the page is ${over} px too wide`);
    const below = await page.$eval(slot("call-button"), (button) => button.getBoundingClientRect().bottom - innerHeight);
    assert.ok(below <= 0, `${name}, ${size}: the call button is ${below} px below the viewport`);
  }
  await page.setViewport(SIZES.wide);
}
