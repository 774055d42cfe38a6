// A service that judges clients and reads sealed messages, on the npm client, and two clients that it judges.
// node callout.mjs                              makes an issuer and a curve key, says their seeds and public halves
// node callout.mjs URL ISSUER_SEED CURVE_SEED   serves, lets in whoever has the password "secret", tries it and another one
import { connect } from "@nats-io/transport-node";
import { createAccount, createCurve, fromCurveSeed, fromSeed } from "@nats-io/nkeys";

const [url, issuerSeed, curveSeed] = process.argv.slice(2);
const bytes = (text) => new TextEncoder().encode(text);
const text = (seed) => new TextDecoder().decode(seed);

function token(issuer, claims) {
  const issued = { iat: Math.floor(Date.now() / 1000), iss: issuer.getPublicKey(), ...claims };
  const parts = [{ typ: "JWT", alg: "ed25519-nkey" }, issued].map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"));
  return [...parts, Buffer.from(issuer.sign(bytes(parts.join(".")))).toString("base64url")].join(".");
}

function judge(issuer, request) {
  const { nats } = JSON.parse(Buffer.from(request.split(".")[1], "base64url"));
  const terms = { type: "user", version: 2, subs: -1, data: -1, payload: -1 };
  const user = token(issuer, { sub: nats.user_nkey, aud: "APP", name: "ada", nats: terms });
  const said = nats.connect_opts.pass === "secret" ? { jwt: user } : { error: "unknown" };
  return token(issuer, { sub: nats.user_nkey, aud: nats.server_id.id, nats: { ...said, type: "authorization_response", version: 2 } });
}

async function serve(nc) {
  const [issuer, curve] = [fromSeed(bytes(issuerSeed)), fromCurveSeed(bytes(curveSeed))];
  for await (const message of nc.subscribe("$SYS.REQ.USER.AUTH")) {
    const server = message.headers.get("Nats-Server-Xkey");
    const request = text(curve.open(message.data, server));
    message.respond(curve.seal(bytes(judge(issuer, request)), server));
  }
}

async function visit(pass) {
  try {
    const nc = await connect({ servers: url, user: "ada", pass, reconnect: false });
    await nc.close();
    return "came in";
  } catch (refusal) {
    return String(refusal);
  }
}

if (url) {
  const nc = await connect({ servers: url, user: "auth", pass: "auth", reconnect: false });
  const served = serve(nc);
  await nc.flush();
  console.log(`secret: ${await visit("secret")}`);
  console.log(`guess: ${await visit("guess")}`);
  await nc.close();
  await served;
} else {
  for (const pair of [createAccount(), createCurve()]) {
    console.log(`${text(pair.getSeed())} ${pair.getPublicKey()}`);
  }
}
