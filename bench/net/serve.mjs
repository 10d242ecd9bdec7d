// Serves folders until its stdin ends, each at an address of its own, and prints these: the pages have to come from the
// browser's own end of the link, as only pages from 127.0.0.1 may open a microphone without TLS.
import { startSite } from "../../e2e/lib/site.mjs";

const sites = await Promise.all(process.argv.slice(2).map((folder) => startSite({ folder })));
console.log(JSON.stringify(sites.map(({ url }) => url)));
process.stdin.on("end", () => sites.forEach((site) => site.stop())).resume();
