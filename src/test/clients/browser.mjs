// A page in a headless browser against a WebSocket listener: node browser.mjs ws://127.0.0.1:8080 [path of chromium]
import { build } from "esbuild";
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";

const [server, chromium = "chromium"] = process.argv.slice(2);
const bundle = await build({
  entryPoints: [new URL("page.mjs", import.meta.url).pathname],
  bundle: true,
  write: false,
  format: "iife",
  platform: "browser",
});
const profile = mkdtempSync(join(tmpdir(), "page"));
const web = createServer((request, response) => {
  if (request.url === "/result") {
    let body = "";
    request.on("data", (part) => (body += part)).on("end", () => end(body));
    response.end();
  } else if (request.url === "/page.js") {
    response.setHeader("Content-Type", "text/javascript").end(bundle.outputFiles[0].text);
  } else {
    response.setHeader("Content-Type", "text/html").end("<script src='/page.js'></script>");
  }
});
await new Promise((listening) => web.listen(0, "127.0.0.1", listening));
const page = `http://127.0.0.1:${web.address().port}/?server=${encodeURIComponent(server)}`;
const browser = spawn(
  chromium,
  ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--ignore-certificate-errors", `--user-data-dir=${profile}`, page],
  { stdio: "ignore" },
);
const patience = setTimeout(() => end("failed: nothing came of it within a minute"), 60_000);

function end(result) {
  clearTimeout(patience);
  console.log(result);
  browser.once("exit", () => {
    rmSync(profile, { recursive: true, force: true });
    process.exit(result.startsWith("ok") ? 0 : 1);
  });
  browser.kill();
}
