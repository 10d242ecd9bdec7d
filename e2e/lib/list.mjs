// Lists the tests without running them.
//
//   node e2e/lib/list.mjs files [parallel|serial]  files with tests for BROWSER, E2E_ALL and LONG, one a line; `parallel`:
//                                                  those of tests/parallel.txt, `serial`: the others
//   node e2e/lib/list.mjs table                    README's tables: what Firefox runs in the gate, and what is long
//   node e2e/lib/list.mjs check                    fails unless README holds these tables and parallel.txt names tests
import { readFileSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";

process.env.E2E_LIST = "1";
const { listed, runsHere } = await import("./selection.mjs");

const at = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const files = readdirSync(at("tests")).filter((name) => name.endsWith(".test.mjs"));
const parallel = readFileSync(at("tests/parallel.txt"), "utf8").split("\n").filter(Boolean);

const tests = [];
for (const file of files) {
  await import(at(`tests/${file}`));
  tests.push(...listed.splice(0).map((one) => ({ file, ...one })));
}

const cell = (text) => text.replaceAll("|", "\\|");

/** Files whose tests are all marked for one reason get one row. */
function firefox() {
  const rows = [];
  for (const file of files) {
    const here = tests.filter((one) => one.file === file && !one.long);
    const marked = here.filter((one) => one.firefox);
    const able = here.filter((one) => one.only !== "chromium");
    for (const why of new Set(marked.map((one) => one.firefox))) {
      const some = marked.filter((one) => one.firefox === why);
      const names = some.length === able.length ? "all" : some.map(({ name }) => name).join("; ");
      rows.push(`| ${file.replace(".test.mjs", "")} | ${cell(names)} | ${why} |`);
    }
  }
  return ["| file | tests | can differ in |", "|---|---|---|", ...rows].join("\n");
}

function long() {
  const rows = tests.filter((one) => one.long).map(({ file, name, long: why }) => `| ${file.replace(".test.mjs", "")} | ${cell(name)} | ${why} |`);
  return ["| file | test | instead in the gate |", "|---|---|---|", ...rows].join("\n");
}

const [order, which] = process.argv.slice(2);
if (order === "files") {
  const chosen = files.filter((file) => tests.some((one) => one.file === file && runsHere(one)));
  const inPart = (file) => !which || parallel.includes(file) === (which === "parallel");
  for (const file of chosen.filter(inPart)) console.log(file);
} else if (order === "table") {
  console.log(`${firefox()}\n\n${long()}`);
} else if (order === "check") {
  const readme = readFileSync(at("README.md"), "utf8");
  const wrong = [];
  if (!readme.includes(firefox()) || !readme.includes(long())) wrong.push("e2e/README.md differs from `node e2e/lib/list.mjs table`");
  for (const name of parallel) if (!files.includes(name)) wrong.push(`tests/parallel.txt names ${name}, which does not exist`);
  for (const line of wrong) console.error(line);
  process.exitCode = wrong.length ? 1 : 0;
} else {
  console.error("usage: list.mjs files [parallel|serial] | table | check");
  process.exitCode = 2;
}
