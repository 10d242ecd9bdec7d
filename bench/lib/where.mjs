import { fileURLToPath } from "node:url";

/** A path from the root of the repository. */
export const at = (path) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

export const DIST = at("dist/bench");
