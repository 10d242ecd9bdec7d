// Pictures of a state, for eyes. What a machine can see of them is asserted: nothing hangs
// out at the side, and one can always hang up without scrolling.
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { SCREENSHOTS } from "./built.mjs";
import { slot } from "./page.mjs";
import { SCHEMES, setScheme } from "./scheme.mjs";

const SIZES = { wide: { width: 1280, height: 800 }, narrow: { width: 390, height: 844 }, tiny: { width: 320, height: 640 } };

/** Takes a picture of the page as it is, light and dark, in each of these sizes. */
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
    assert.ok(below <= 0, `${name}, ${size}: the call button is ${below} px below what one sees`);
  }
  await page.setViewport(SIZES.wide);
}
