// The page for operators in headless Chromium: node --experimental-websocket operator.mjs http://127.0.0.1:8080 [path of chromium] [screenshot.png]
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const [server, chromium = "chromium", screenshot] = process.argv.slice(2);
const STREAM = `PAGE${process.pid}`;
const EVIL = "<img src=x onerror=\"document.title='run'\">";

const profile = mkdtempSync(join(tmpdir(), "operator"));
const browser = spawn(
  chromium,
  ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--window-size=1200,800", "--remote-debugging-port=0",
    `--user-data-dir=${profile}`, "about:blank"],
  { stdio: ["ignore", "ignore", "pipe"] },
);
const patience = setTimeout(() => end("failed: nothing came of it within a minute"), 60_000);

const address = await new Promise((found) => {
  let text = "";
  browser.stderr.on("data", (part) => {
    text += part;
    const line = text.match(/DevTools listening on (ws:\S+)/);
    if (line) {
      found(line[1]);
    }
  });
});
const socket = new WebSocket(address);
await new Promise((opened) => socket.addEventListener("open", opened));
const awaited = new Map();
const said = [];
let last = 0;
socket.addEventListener("message", ({ data }) => {
  const message = JSON.parse(data);
  if (message.id) {
    awaited.get(message.id)(message);
  } else if (message.method === "Log.entryAdded" || message.method === "Runtime.exceptionThrown") {
    said.push(JSON.stringify(message.params));
  }
});
let sessionId;

function command(method, params = {}) {
  const id = ++last;
  socket.send(JSON.stringify({ id, method, params, sessionId }));
  return new Promise((answer, refuse) =>
    awaited.set(id, (message) => (message.error ? refuse(new Error(message.error.message)) : answer(message.result))));
}

async function evaluate(expression) {
  const { result, exceptionDetails } = await command("Runtime.evaluate", { expression, awaitPromise: true, returnByValue: true });
  if (exceptionDetails) {
    throw new Error(`${expression}: ${exceptionDetails.exception?.description}`);
  }
  return result.value;
}

async function until(what, expression) {
  for (const deadline = Date.now() + 10_000; Date.now() < deadline; ) {
    if (await evaluate(expression)) {
      return;
    }
    await new Promise((later) => setTimeout(later, 100));
  }
  throw new Error(`${what}: ${await evaluate("document.querySelector('main').innerText")}`);
}

async function press(key) {
  // Enter submits a form only as the character that it is.
  const character = key === "Enter" ? { text: "\r", windowsVirtualKeyCode: 13 } : { text: key.length === 1 ? key : undefined };
  await command("Input.dispatchKeyEvent", { type: "keyDown", key, ...character });
  await command("Input.dispatchKeyEvent", { type: "keyUp", key });
}

async function api(method, path, body) {
  const response = await fetch(server + path, { method, body: typeof body === "object" ? JSON.stringify(body) : body });
  if (!response.ok) {
    throw new Error(`${method} ${path}: ${await response.text()}`);
  }
}

const text = (id, wanted) => `document.getElementById(${JSON.stringify(id)}).innerText.includes(${JSON.stringify(wanted)})`;

async function exercise() {
  const { targetId } = await command("Target.createTarget", { url: "about:blank" });
  ({ sessionId } = await command("Target.attachToTarget", { targetId, flatten: true }));
  await command("Log.enable");
  await command("Runtime.enable");
  await command("Page.enable");

  await api("PUT", `/v1/streams/${STREAM}`, { subjects: [`${STREAM}.>`], storage: "memory" });
  await api("PUT", `/v1/streams/${STREAM}/consumers/billing`, {
    ack_policy: "explicit", filter_subject: `${STREAM}.orders`, max_deliver: 3, metadata: { "io.quoll.dead-letter.subject": `${STREAM}.dead` },
  });
  for (let i = 0; i < 5; i++) {
    await api("POST", `/v1/subjects/${STREAM}.orders`, `${i}`);
  }
  await api("POST", `/v1/subjects/${STREAM}.dead`, "given up");

  await command("Page.navigate", { url: `${server}/` });
  await until("the page opens", "document.querySelector('[role=tab][aria-selected=true]')?.id === 'tab-connections'");
  await until("connections are shown", "document.querySelectorAll('#connections tbody tr').length > 0");

  await press("3");
  await until("streams are shown", text("stream-rows", STREAM));
  await until("the consumer's lag is shown", text("consumer-rows", "billing"));
  await until("dead letters are counted", text("consumer-rows", `${STREAM}.dead: 1`));

  await press("2");
  await until("the pattern has the focus", "document.activeElement.name === 'pattern'");
  await press("Enter");
  await until("the tap is open", "!document.querySelector('#subjects [name=stop]').disabled");
  for (const deadline = Date.now() + 10_000; Date.now() < deadline; ) {
    await api("POST", `/v1/subjects/${STREAM}.evil`, EVIL);
    if (await evaluate(text("tapped", EVIL))) {
      break;
    }
  }
  await until("the message is shown as text", text("tapped", EVIL));
  await until("its rate is shown", text("rates", `${STREAM}.evil`));
  if (await evaluate("document.querySelectorAll('main img').length > 0 || document.title === 'run'")) {
    throw new Error("a payload became markup");
  }

  await evaluate("document.activeElement.blur()");
  await press("4");
  await evaluate(`document.querySelector('#send [name=subject]').value = '${STREAM}.sent'`);
  await evaluate("document.querySelector('#send [name=publish]').click()");
  await until("the acknowledgement is shown", text("answer", STREAM));
  await evaluate("document.querySelector('#send [name=subject]').value = '$SYS.REQ.USER.INFO'");
  await evaluate("document.querySelector('#send [name=request]').click()");
  await until("the reply is shown", text("answer", "account"));

  await evaluate("document.activeElement.blur()");
  await press("3");
  await until("streams are shown again", text("stream-rows", STREAM));
  if (screenshot) {
    const { data } = await command("Page.captureScreenshot", { format: "png" });
    writeFileSync(screenshot, Buffer.from(data, "base64"));
  }
  // Browsers ask for an icon that nobody has named.
  const complaints = said.filter((line) => !line.includes("/favicon.ico"));
  if (complaints.length > 0) {
    throw new Error(`the browser complained: ${complaints.join("\n")}`);
  }
}

try {
  await exercise();
  await end("ok");
} catch (failure) {
  await end(`failed: ${failure.message}`);
}

async function end(result) {
  clearTimeout(patience);
  await fetch(`${server}/v1/streams/${STREAM}`, { method: "DELETE" }).catch(() => {});
  console.log(result);
  browser.once("exit", () => {
    rmSync(profile, { recursive: true, force: true });
    process.exit(result === "ok" ? 0 : 1);
  });
  browser.kill();
}
