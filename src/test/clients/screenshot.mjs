// Takes the picture of the operators' page for the docs: node screenshot.mjs http://127.0.0.1:8080 page.png
import { withPage } from "./chromium.mjs";

const [server, picture] = process.argv.slice(2);
const REGIONS = ["eu", "us", "apac"];
const STREAMS = {
  ORDERS: { subjects: ["orders.>"], metadata: { team: "shop" } },
  PAYMENTS: { subjects: ["payments.*"] },
  SENSORS: { subjects: ["sensors.>"], max_msgs_per_subject: 100 },
  DEAD_LETTERS: { subjects: ["dead.>"] },
};
const letters = (consumer) => ({ "io.quoll.dead-letter.subject": `dead.${consumer}` });
const CONSUMERS = [
  ["ORDERS", "billing", { filter_subject: "orders.*.paid", max_deliver: 1, metadata: letters("billing") }],
  ["ORDERS", "shipping", { filter_subject: "orders.eu.>", metadata: letters("shipping") }],
  ["ORDERS", "analytics", { max_deliver: 5 }],
  ["PAYMENTS", "ledger", { metadata: letters("ledger") }],
  ["SENSORS", "dashboard", { filter_subject: "sensors.berlin.>" }],
];

async function api(method, path, body, type = "application/json") {
  const text = body === undefined || typeof body === "string" ? body : JSON.stringify(body);
  const response = await fetch(server + path, { method, body: text, headers: { "Content-Type": type } });
  const answer = await response.text();
  if (!response.ok) {
    throw new Error(`${method} ${path}: ${answer}`);
  }
  return answer.split("\n").filter(Boolean);
}

/** So many messages, as a day's business would make them. */
function publish(count) {
  const lines = [];
  for (let i = 0; i < count; i++) {
    const region = REGIONS[i % 3];
    const subject = i % 10 < 5
      ? `orders.${region}.${i % 4 === 0 ? "paid" : "new"}`
      : i % 10 < 7 ? `payments.${region}` : `sensors.${i % 2 ? "berlin" : "porto"}.t${i % 40}`;
    lines.push(JSON.stringify({ subject, payload: { id: i, pieces: 1 + (i % 12), amount: (i * 37) % 500 } }));
  }
  return api("POST", "/v1/subjects", lines.join("\n"), "application/x-ndjson");
}

/** Takes some of what a consumer has, acknowledges most of it and leaves the rest. */
async function consume(stream, consumer, batch, { given = 0, left = 0 } = {}) {
  const path = `/v1/streams/${stream}/consumers/${consumer}`;
  const fetched = (await api("POST", `${path}/fetch?batch=${batch}&no_wait=true`)).map((line) => JSON.parse(line));
  const verdicts = fetched
    .slice(left)
    .map(({ token }, i) => (i < given ? { token, action: "term", reason: "no such customer" } : { token }));
  await api("POST", `${path}/acks`, verdicts);
}

async function prepare() {
  for (const [name, config] of Object.entries(STREAMS)) {
    await api("PUT", `/v1/streams/${name}`, config);
  }
  for (const [stream, name, config] of CONSUMERS) {
    await api("PUT", `/v1/streams/${stream}/consumers/${name}`, { ack_policy: "explicit", ack_wait: 600e9, max_ack_pending: 10_000, ...config });
  }
  for (let i = 0; i < 5; i++) {
    await publish(10_000);
  }
  await consume("ORDERS", "billing", 5000, { given: 7, left: 12 });
  await consume("ORDERS", "shipping", 8000, { left: 3 });
  await consume("ORDERS", "analytics", 2500, { left: 64 });
  await consume("PAYMENTS", "ledger", 10_000, { given: 1 });
  await consume("SENSORS", "dashboard", 1000);
}

async function take(page) {
  await page.setViewportSize({ width: 1100, height: 560 });
  await page.goto(server);
  await page.keyboard.press("3");
  await page.locator("#consumer-rows", { hasText: "dead.billing: 7" }).waitFor();
  let over = false;
  const publishing = (async () => {
    while (!over) {
      await publish(400);
      await new Promise((later) => setTimeout(later, 100));
    }
  })();
  // Rates are those between two looks.
  await page.waitForTimeout(6000);
  await page.screenshot({ path: picture });
  over = true;
  await publishing;
}

await prepare();
await withPage(take);
