// Light and dark mode. WebDriver BiDi has no command for it, so Firefox is tested in light mode
// only.
import { BROWSER } from "./paths.mjs";

export const SCHEMES = BROWSER === "firefox" ? ["light"] : ["light", "dark"];

/** Switches the page to light or dark mode. */
export async function setScheme(page, value) {
  if (BROWSER === "firefox") return;
  await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value }]);
}
