// Clicks the call button.
import { setTimeout as sleep } from "node:timers/promises";

/** In ms. A page ignores presses that follow each other faster: the second of a double click. */
const DOUBLE = 550;
const pressed = new WeakMap();

/** Clicks the call button, not earlier than a page accepts it. */
export async function press(page, button) {
  await sleep(Math.max(0, (pressed.get(page) ?? 0) + DOUBLE - Date.now()));
  await page.click(button);
  pressed.set(page, Date.now());
}
