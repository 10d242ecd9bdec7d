// Light and dark: WebDriver BiDi has no order for it, so Firefox is looked at in light alone.
import { BROWSER } from "./built.mjs";

export const SCHEMES = BROWSER === "firefox" ? ["light"] : ["light", "dark"];

/** Light or dark from here on. */
export async function setScheme(page, value) {
  if (BROWSER === "firefox") return;
  await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value }]);
}
