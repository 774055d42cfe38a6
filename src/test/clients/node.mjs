// The npm client on Node: node [--experimental-websocket] node.mjs URL [ca.pem [cert.pem key.pem]] [first]
// URL is nats://, tls://, ws:// or wss://; for the last two NODE_EXTRA_CA_CERTS names the authority.
import { wsconnect } from "@nats-io/nats-core";
import { connect } from "@nats-io/transport-node";

const [url, ...rest] = process.argv.slice(2);
const first = rest.at(-1) === "first";
const [caFile, certFile, keyFile] = first ? rest.slice(0, -1) : rest;
const tls = caFile ? { caFile, certFile, keyFile, handshakeFirst: first } : undefined;
const nc = await (url.startsWith("ws") ? wsconnect : connect)({ servers: url, tls, reconnect: false, timeout: 5000 });
const all = nc.subscribe("node.many", { max: 1000 });
for (let i = 0; i < 1000; i++) nc.publish("node.many", new Uint8Array(i * 37).fill(i));
let next = 0;
for await (const m of all) {
  if (m.data.length !== next * 37 || m.data.some((b) => b !== (next & 0xff))) throw new Error(`another message at ${next}`);
  next++;
}
await nc.drain();
console.log(`ok: ${next} messages over ${url}${first ? ", handshake first" : ""}`);
