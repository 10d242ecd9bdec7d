// Updates RESULTS.md, which is a heading and sections: a run replaces the sections that it
// measured.
import { existsSync, readFileSync, writeFileSync } from "node:fs";

const NEXT = /^(?=# |## )/m;
const title = (section) => section.split("\n", 1)[0];

/**
 * Replaces the sections with the same titles and appends new ones. Each section begins with its
 * title.
 */
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
