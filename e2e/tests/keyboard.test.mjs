// A complete call without a mouse.
import assert from "node:assert/strict";
import { BROWSER } from "../lib/paths.mjs";
import { slot } from "../lib/page.mjs";
import { suite } from "../lib/suite.mjs";
import { mint } from "../lib/token.mjs";

/**
 * The focus ring appears when a page is driven alone, but mostly not in this suite. The cause is
 * unknown.
 */
const RING = { todo: BROWSER === "firefox" && "the automated window shows no focus ring at the first Tab" };
const scenario = suite();

/**
 * Presses Tab until a component has the focus, and checks that the focus is visible at each step.
 */
async function tabTo(page, name, inside = "*") {
  for (let i = 0; i < 40; i += 1) {
    await page.keyboard.press("Tab");
    const focus = await page.evaluate(
      (selector, inside) => {
        const element = document.activeElement;
        const style = getComputedStyle(element);
        const outline = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1;
        return {
          here: Boolean(element.closest(selector) && element.matches(inside)),
          visible: element === document.body || outline || style.boxShadow !== "none",
          what: element.outerHTML.slice(0, 80),
        };
      },
      slot(name),
      inside,
    );
    assert.ok(focus.visible, `the focus is not visible on ${focus.what}`);
    if (focus.here) return;
  }
  assert.fail(`Tab never reaches ${name}`);
}

/** Returns the slot that contains the focus. */
const focused = (page) => page.evaluate(() => document.activeElement.closest("[data-slot]")?.dataset.slot);

scenario("a whole call works by keyboard, and the focus is visible at each step", RING, async (call) => {
  const { keyboard } = call.page;
  await tabTo(call.page, "call-button");
  await keyboard.press("Enter");
  await call.untilState("call-button", "connected");
  assert.ok(await call.page.$eval(slot("call-button"), (button) => button === document.activeElement), "the focus stays on the call button");
  await call.untilSound();

  await tabTo(call.page, "mic-toggle");
  await keyboard.press(" ");
  await call.untilState("mic-toggle", "muted");

  await tabTo(call.page, "volume-slider");
  await keyboard.press("Home");
  await call.page.waitForSelector(slot("volume-slider", "silent"));
  await keyboard.press("ArrowRight");
  await call.page.waitForSelector(slot("volume-slider", "audible"));

  await tabTo(call.page, "message-input", "input");
  await keyboard.type("by keyboard");
  await keyboard.press("Enter");
  await call.untilRow("agent", "You wrote: by keyboard");

  await tabTo(call.page, "call-button");
  await keyboard.press("Enter");
  await call.untilReleased();
});

scenario("a held Enter starts one call, ends it once and mutes once", { only: "chromium", why: "WebDriver sends no key repeats" }, async (call) => {
  const { page } = call;
  const hold = async (key) => {
    // Each further one is a repeat, over more than the 500 ms in which presses are ignored anyway.
    for (let i = 0; i < 30; i += 1) {
      await page.keyboard.down(key);
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
    await page.keyboard.up(key);
  };
  await tabTo(page, "call-button");
  await hold("Enter");
  await call.untilState("call-button", "connected");
  assert.equal(call.credentials.length, 1);
  await tabTo(page, "mic-toggle");
  for (const key of ["Enter", " "]) {
    await hold(key);
    await call.untilState("mic-toggle", key === "Enter" ? "muted" : "live");
  }
  await tabTo(page, "call-button");
  await hold("Enter");
  await call.untilReleased();
  assert.equal(call.credentials.length, 1, "no other call");
});

scenario("an error is dismissed by keyboard, and the focus returns to the call button", { ...RING, expected: [/WebSocket connection/, /Failed to load/] }, async (call) => {
  const { page } = call;
  await call.giveCredentials({ transportToken: mint({ ttl: -600 }) });
  await tabTo(page, "call-button");
  await page.keyboard.press("Enter");
  await call.untilError();
  assert.equal(await focused(page), "call-button", "an error does not take the focus");
  await tabTo(page, "error-notice", "button");
  await page.keyboard.press("Enter");
  await page.waitForSelector(slot("error-notice"), { hidden: true });
  assert.equal(await focused(page), "call-button", "the focus is on the call button again");
  await call.untilReleased();
});

scenario("when the agent hangs up while the user types, focus and text are kept", RING, async (call) => {
  const { page } = call;
  await tabTo(page, "call-button");
  await page.keyboard.press(" ");
  await call.untilState("call-button", "connected");
  await tabTo(page, "message-input", "input");
  await page.keyboard.type("goodbye");
  // Typed as soon as the message is sent: on a busy machine the call ends during a few round trips.
  await page.evaluate(() => {
    const type = () => document.execCommand("insertText", false, "and");
    document.addEventListener("submit", type, { once: true });
  });
  await page.keyboard.press("Enter");
  await call.untilReleased();
  assert.equal(await focused(page), "message-input");
  assert.equal(await page.$eval(`${slot("message-input")} input`, (input) => input.value), "and");
  await tabTo(page, "call-button");
});

const REALTIME = { path: "/?transport=realtime", webkit: "focus: its order and ring, and what keys do" };

scenario("a realtime call works by keyboard, and the focus is visible at each step", { ...RING, ...REALTIME }, async (call) => {
  const { keyboard } = call.page;
  await tabTo(call.page, "call-button");
  await keyboard.press("Enter");
  await call.untilState("call-button", "connected");
  assert.equal(await focused(call.page), "call-button", "the focus stays on the call button");
  await call.untilSound();

  await tabTo(call.page, "mic-toggle");
  await keyboard.press(" ");
  await call.untilState("mic-toggle", "muted");
  await keyboard.press("Enter");
  await call.page.waitForSelector(`${slot("mic-toggle")}[aria-pressed=false]`);

  await tabTo(call.page, "volume-slider");
  await keyboard.press("Home");
  await call.page.waitForSelector(slot("volume-slider", "silent"));
  await keyboard.press("ArrowRight");
  await call.page.waitForSelector(slot("volume-slider", "audible"));

  await tabTo(call.page, "call-button");
  await keyboard.press("Enter");
  await call.untilReleased();
});
