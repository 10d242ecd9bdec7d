// Light and dark mode. WebDriver has no command for it, so Firefox and WebKit are tested in light
// mode only.
import { BROWSER } from "./paths.mjs";

export const SCHEMES = BROWSER === "chromium" ? ["light", "dark"] : ["light"];

/** Switches the page to light or dark mode. */
export async function setScheme(page, value) {
  if (BROWSER !== "chromium") return;
  await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value }]);
}
