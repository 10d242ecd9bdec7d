import { fileURLToPath } from "node:url";

/** Resolves a path relative to the repository's root. */
export const at = (path) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

export const DIST = at("dist/bench");
