// Checks a page in its current state with axe-core, in light and dark mode.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { SCHEMES, setScheme } from "./scheme.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
/** All of WCAG up to 2.2 AA, and axe's best practices. */
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/**
 * Fails if axe finds a violation. `page` is puppeteer's. `what` names the state in the failure.
 * `within` is a selector of the part to check, `without` disables rules (say why), `schemes` are
 * the colour schemes to check.
 */
export async function accessible(page, what, { within, without = [], schemes = SCHEMES } = {}) {
  if (!(await page.evaluate("typeof axe === 'object'"))) await page.evaluate(`${AXE};0`);
  for (const value of schemes) {
    await setScheme(page, value);
    const found = await page.evaluate(
      async (within, tags, without) => {
        // Colours in a transition or a fade-in are not the ones that are read.
        const ends = (one) => one.playState === "running" && Number.isFinite(one.effect?.getComputedTiming().endTime);
        const moving = () => document.getAnimations().filter(ends).map((one) => one.finished);
        // In WebKit a transition can begin one frame after its cause, and its last frame is drawn
        // after it has finished.
        for (let frame = 0; frame < 2 || (moving().length && frame < 20); frame += 1) {
          await Promise.allSettled(moving());
          await new Promise((drawn) => requestAnimationFrame(drawn));
        }
        const rules = Object.fromEntries(without.map((name) => [name, { enabled: false }]));
        const { violations } = await axe.run(within ?? document, { runOnly: tags, rules, resultTypes: ["violations"] });
        return violations.map(({ id, help, nodes }) => ({
          rule: `${id}: ${help}`,
          where: nodes.map(({ target, failureSummary }) => `${target.join(" ")}: ${failureSummary}`),
        }));
      },
      within,
      TAGS,
      without,
    );
    assert.deepEqual(found, [], `${what}, ${value}: axe reports ${found.length} violations`);
  }
}
