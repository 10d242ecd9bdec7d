// Lists the tests without running them.
//
//   node e2e/lib/list.mjs files FOLDER [parallel|serial]
//       prints the files of `tests` or `interop` that have tests for E2E_BROWSER, E2E_ALL, LONG and
//       ONLY_LONG, one per line. `parallel`: those in the folder's parallel.txt. `serial`: others.
//   node e2e/lib/list.mjs table FOLDER
//       prints README's tables: what Firefox and WebKit run in the gate, and what is long.
//   node e2e/lib/list.mjs check
//       fails unless README has these tables for both folders, and the files that each
//       parallel.txt names exist.
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";

process.env.E2E_LIST = "1";
const { listed, runsHere } = await import("./selection.mjs");

const at = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const cell = (text) => text.replaceAll("|", "\\|");
const row = (...cells) => `| ${cells.map(cell).join(" | ")} |`;

/** Returns a folder's files, with the tests that each registers. */
async function read(folder) {
  const files = readdirSync(at(folder)).filter((name) => name.endsWith(".test.mjs"));
  const parallel = existsSync(at(`${folder}/parallel.txt`)) ? readFileSync(at(`${folder}/parallel.txt`), "utf8") : "";
  const tests = [];
  for (const file of files) {
    await import(pathToFileURL(at(`${folder}/${file}`)));
    tests.push(...listed.splice(0).map((one) => ({ file, ...one })));
  }
  return { files, parallel: parallel.split("\n").filter(Boolean), tests };
}

/**
 * Returns a table of what a browser runs in the gate, with one row for the tests of a file that
 * have the same reason. Empty if it runs none.
 */
function gate(browser, { files, tests }) {
  const rows = files.flatMap((file) => {
    const here = tests.filter((one) => one.file === file && !one.long && (!one.only || one.only === browser));
    const reasons = new Set(here.map((one) => one[browser]).filter(Boolean));
    return [...reasons].map((why) => {
      const some = here.filter((one) => one[browser] === why);
      const names = some.length === here.length ? "all" : some.map(({ name }) => name).join("; ");
      return row(file.replace(".test.mjs", ""), names, why);
    });
  });
  return rows.length ? ["| file | tests | can differ in |", "|---|---|---|", ...rows].join("\n") : "";
}

function long({ tests }) {
  const rows = tests.filter((one) => one.long).map(({ file, name, long: why }) => row(file.replace(".test.mjs", ""), name, why));
  return ["| file | test | instead in the gate |", "|---|---|---|", ...rows].join("\n");
}

const tables = (all) => [gate("firefox", all), gate("webkit", all), long(all)].filter(Boolean);

const [order, folder, which] = process.argv.slice(2);
if (order === "files" && folder) {
  const { files, parallel, tests } = await read(folder);
  const chosen = files.filter((file) => tests.some((one) => one.file === file && runsHere(one)));
  const inPart = (file) => !which || parallel.includes(file) === (which === "parallel");
  for (const file of chosen.filter(inPart)) console.log(file);
} else if (order === "table" && folder) {
  console.log(tables(await read(folder)).join("\n\n"));
} else if (order === "check") {
  const readme = `${readFileSync(at("README.md"), "utf8")}\n`;
  const wrong = [];
  for (const name of ["tests", "interop"]) {
    const all = await read(name);
    if (!tables(all).every((table) => readme.includes(`\n\n${table}\n\n`))) wrong.push(`e2e/README.md differs from \`node e2e/lib/list.mjs table ${name}\``);
    const absent = all.parallel.filter((file) => !all.files.includes(file));
    if (absent.length) wrong.push(`${name}/parallel.txt names ${absent.join(", ")}, which does not exist`);
  }
  for (const line of wrong) console.error(line);
  process.exitCode = wrong.length ? 1 : 0;
} else {
  console.error("usage: list.mjs files FOLDER [parallel|serial] | table FOLDER | check");
  process.exitCode = 2;
}
process.exit();
