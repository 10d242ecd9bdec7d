// RESULTS.md: a heading and sections, of which a run replaces those that it measured.
import { existsSync, readFileSync, writeFileSync } from "node:fs";

const NEXT = /^(?=# |## )/m;
const title = (section) => section.split("\n", 1)[0];

/** Writes sections (each begins with its title) in the place of those of the same title; new ones at the end. */
export function keep(path, sections) {
  const kept = existsSync(path) ? readFileSync(path, "utf8").split(NEXT).filter(Boolean) : [];
  for (const section of sections) {
    const text = `${section.trim()}\n\n`;
    const place = kept.findIndex((one) => title(one) === title(section));
    if (place < 0) kept.push(text);
    else kept[place] = text;
  }
  writeFileSync(path, `${kept.join("").trim()}\n`);
}
