// page.mjs in headless Chromium against a WebSocket listener: node browser.mjs URL [name=value]... with user, pass
import { build } from "esbuild";
import { createServer } from "node:http";
import { withPage } from "./chromium.mjs";

const [server, ...pairs] = process.argv.slice(2);
const given = new URLSearchParams(pairs.join("&"));
given.set("server", server);
const bundle = await build({
  entryPoints: [new URL("page.mjs", import.meta.url).pathname],
  bundle: true,
  write: false,
  format: "iife",
  platform: "browser",
});
const web = createServer((request, response) => {
  const [type, text] = request.url === "/page.js"
    ? ["text/javascript", bundle.outputFiles[0].text]
    : ["text/html", "<!doctype html><script src='/page.js'></script>"];
  response.setHeader("Content-Type", type).end(text);
});
await new Promise((listening) => web.listen(0, "127.0.0.1", listening));
const result = await withPage(async (page) => {
  await page.goto(`http://127.0.0.1:${web.address().port}/?${given}`);
  await page.waitForFunction(() => globalThis.outcome !== undefined, undefined, { timeout: 60_000 });
  return page.evaluate(() => globalThis.outcome);
});
console.log(result);
process.exit(result.startsWith("ok") ? 0 : 1);
