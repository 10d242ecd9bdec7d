// Serves each given folder on its own port and prints the URLs, until stdin ends. The pages must be
// served from the browser's end of the link: without TLS, only pages from 127.0.0.1 can open a
// microphone.
import { startSite } from "../../e2e/lib/site.mjs";

const sites = await Promise.all(process.argv.slice(2).map((folder) => startSite({ folder })));
console.log(JSON.stringify(sites.map(({ url }) => url)));
process.stdin.on("end", () => sites.forEach((site) => site.stop())).resume();
