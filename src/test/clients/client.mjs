// The npm client on Node: node client.mjs URL [name=value]... with user, pass, token, nkey and creds (files), ca, cert, key, first
import { credsAuthenticator, headers, nkeyAuthenticator, wsconnect } from "@nats-io/nats-core";
import { connect } from "@nats-io/transport-node";
import { readFileSync } from "node:fs";
import WebSocket from "ws";

const MANY = 1000;
const [url, ...pairs] = process.argv.slice(2);
const given = Object.fromEntries(pairs.map((pair) => [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)]));

function authenticator() {
  if (given.nkey) {
    return nkeyAuthenticator(readFileSync(given.nkey));
  }
  return given.creds ? credsAuthenticator(readFileSync(given.creds)) : undefined;
}

function settings() {
  const { user, pass, token } = given;
  return { servers: url, user, pass, token, authenticator: authenticator(), reconnect: false, timeout: 10_000 };
}

function overTcp() {
  const files = { caFile: given.ca, certFile: given.cert, keyFile: given.key };
  return connect({ ...settings(), tls: given.ca ? { ...files, handshakeFirst: given.first === "true" } : undefined });
}

// The socket that all releases of Node have, and that can be told whom to trust.
function overWebSocket() {
  const [ca, cert, key] = [given.ca, given.cert, given.key].map((file) => file && readFileSync(file));
  return wsconnect({
    ...settings(),
    wsFactory: async (address) => {
      const socket = new WebSocket(address, { ca, cert, key });
      socket.binaryType = "arraybuffer";
      return { socket, encrypted: address.startsWith("wss:") };
    },
  });
}

function check(holds, what) {
  if (!holds) {
    throw new Error(what);
  }
}

async function publishAndSubscribe(nc) {
  const all = nc.subscribe("node.many", { max: MANY });
  for (let i = 0; i < MANY; i++) {
    nc.publish("node.many", new Uint8Array(i * 37).fill(i));
  }
  let next = 0;
  for await (const m of all) {
    check(m.data.length === next * 37 && m.data.every((b) => b === (next & 0xff)), `another message at ${next}`);
    next++;
  }
}

async function request(nc) {
  const service = nc.subscribe("node.service", { callback: (_, m) => m.respond(m.data, { headers: m.headers }) });
  const asked = headers();
  asked.set("X-Asked", "yes");
  const answer = await nc.request("node.service", "hällo", { timeout: 10_000, headers: asked });
  check(answer.string() === "hällo" && answer.headers.get("X-Asked") === "yes", `another answer: ${answer.string()}`);
  service.unsubscribe();
  const nobody = await nc.request("node.nobody", "", { timeout: 10_000 }).catch((e) => e.message);
  check(nobody === "no responders: 'node.nobody'", `nobody answered: ${nobody}`);
}

/** An error and what it came of, each once. */
function text(error) {
  const causes = [];
  for (let e = error; e; e = e.cause ?? e.error) {
    causes.push(e.message);
  }
  return [...new Set(causes)].join(": ");
}

let nc;
try {
  nc = await (url.startsWith("ws") ? overWebSocket() : overTcp());
} catch (e) {
  console.log(`refused: ${e.name}: ${text(e)}`);
  process.exit(1);
}
await publishAndSubscribe(nc);
await request(nc);
await nc.drain();
console.log(`ok: ${MANY} messages and a request over ${url}`);
