// A whole call without a mouse.
import assert from "node:assert/strict";
import { slot } from "../lib/page.mjs";
import { suite } from "../lib/suite.mjs";

const scenario = suite();

scenario("a call by keyboard alone, the focus always in sight", {}, async (call) => {
  const { keyboard } = call.page;
  /** Tabs on to a component and checks that one can see where one is. */
  const tabTo = async (name, inside = "*") => {
    for (let i = 0; i < 40; i += 1) {
      await keyboard.press("Tab");
      const focus = await call.page.evaluate(
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
      assert.ok(focus.visible, `the focus cannot be seen on ${focus.what}`);
      if (focus.here) return;
    }
    assert.fail(`Tab never reaches ${name}`);
  };

  await tabTo("call-button");
  await keyboard.press("Enter");
  await call.untilState("call-button", "connected");
  assert.ok(await call.page.$eval(slot("call-button"), (button) => button === document.activeElement), "the focus stays");
  await call.untilSound();

  await tabTo("mic-toggle");
  await keyboard.press("Space");
  await call.untilState("mic-toggle", "muted");

  await tabTo("volume-slider");
  await keyboard.press("Home");
  await call.page.waitForSelector(slot("volume-slider", "silent"));
  await keyboard.press("ArrowRight");
  await call.page.waitForSelector(slot("volume-slider", "audible"));

  await tabTo("message-input", "input");
  await keyboard.type("by keyboard");
  await keyboard.press("Enter");
  await call.untilRow("agent", "You wrote: by keyboard");

  await tabTo("call-button");
  await keyboard.press("Enter");
  await call.untilReleased();
});
