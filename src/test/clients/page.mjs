// What the browser runs: publishes, subscribes and asks through the npm client over WebSocket, and leaves what came of it.
import { headers, wsconnect } from "@nats-io/nats-core";

async function run() {
  const { server, user, pass } = Object.fromEntries(new URLSearchParams(location.search));
  let nc;
  try {
    nc = await wsconnect({ servers: server, user, pass, reconnect: false, timeout: 10_000 });
  } catch (e) {
    return `refused: ${e.name}: ${e.message}`;
  }
  const service = nc.subscribe("page.service");
  (async () => {
    for await (const m of service) m.respond(m.data, { headers: m.headers });
  })();
  const large = new Uint8Array(512 * 1024).map((_, i) => i * 31);
  for (const payload of [new Uint8Array(), new TextEncoder().encode("hällo"), large]) {
    const h = headers();
    h.set("X-Length", String(payload.length));
    const answer = await nc.request("page.service", payload, { timeout: 10_000, headers: h });
    if (answer.data.length !== payload.length || answer.data.some((b, i) => b !== payload[i])) {
      throw new Error(`another payload of ${answer.data.length} bytes came back`);
    }
    if (answer.headers.get("X-Length") !== String(payload.length)) throw new Error("another header came back");
  }
  const count = 1000;
  const all = nc.subscribe("page.many", { max: count });
  for (let i = 0; i < count; i++) nc.publish("page.many", String(i));
  let next = 0;
  for await (const m of all) if (m.string() !== String(next++)) throw new Error(`out of order at ${next}`);
  const version = nc.info.version;
  await nc.drain();
  return `ok: ${next} messages in order, requests up to 512 KB, server ${version}, ${navigator.userAgent}`;
}

globalThis.outcome = undefined;
run()
  .catch((e) => `failed: ${e}`)
  .then((outcome) => {
    globalThis.outcome = outcome;
  });
