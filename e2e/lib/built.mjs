// What is tested: named by scripts/test, or where it lands when one builds by hand.
import { fileURLToPath } from "node:url";

const at = (path) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

export const BACKEND = process.env.BACKEND ?? at("target/release/speko-backend");
export const DEMO = process.env.PAGE ?? at("dist/demo");
export const MINIMAL = process.env.MINIMAL_PAGE ?? at("dist/minimal");
export const SSR = process.env.SSR ?? at("target/debug/voice-ssr");
export const SSR_PKG = process.env.SSR_PKG ?? at("dist/ssr/pkg");
export const CHROME = process.env.CHROME ?? "/usr/bin/chromium";
export const SCREENSHOTS = process.env.SCREENSHOTS ?? at("e2e/screenshots");
