// Lists the tests without running them.
//
//   node e2e/lib/list.mjs files FOLDER [parallel|serial]
//       prints the files of `tests` or `interop` that have tests for E2E_BROWSER, E2E_ALL, LONG and
//       ONLY_LONG, one per line. `parallel`: those in the folder's parallel.txt. `serial`: others.
//   node e2e/lib/list.mjs table FOLDER
//       prints README's tables: what Firefox runs in the gate, and what is long.
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

/** Returns a table with one row for the tests of a file that have the same reason. */
function firefox({ files, tests }) {
  const rows = files.flatMap((file) => {
    const here = tests.filter((one) => one.file === file && !one.long && one.only !== "chromium");
    const reasons = new Set(here.map((one) => one.firefox).filter(Boolean));
    return [...reasons].map((why) => {
      const some = here.filter((one) => one.firefox === why);
      const names = some.length === here.length ? "all" : some.map(({ name }) => name).join("; ");
      return row(file.replace(".test.mjs", ""), names, why);
    });
  });
  return ["| file | tests | can differ in |", "|---|---|---|", ...rows].join("\n");
}

function long({ tests }) {
  const rows = tests.filter((one) => one.long).map(({ file, name, long: why }) => row(file.replace(".test.mjs", ""), name, why));
  return ["| file | test | instead in the gate |", "|---|---|---|", ...rows].join("\n");
}

const [order, folder, which] = process.argv.slice(2);
if (order === "files" && folder) {
  const { files, parallel, tests } = await read(folder);
  const chosen = files.filter((file) => tests.some((one) => one.file === file && runsHere(one)));
  const inPart = (file) => !which || parallel.includes(file) === (which === "parallel");
  for (const file of chosen.filter(inPart)) console.log(file);
} else if (order === "table" && folder) {
  const all = await read(folder);
  console.log(`${firefox(all)}\n\n${long(all)}`);
} else if (order === "check") {
  const readme = `${readFileSync(at("README.md"), "utf8")}\n`;
  const wrong = [];
  for (const name of ["tests", "interop"]) {
    const all = await read(name);
    const tables = [firefox(all), long(all)];
    if (!tables.every((table) => readme.includes(`\n\n${table}\n\n`))) wrong.push(`e2e/README.md differs from \`node e2e/lib/list.mjs table ${name}\``);
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
