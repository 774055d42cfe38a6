import { report } from "./api.js";
import { byId, cell, fill, Rates } from "./elements.js";

const MOST = 256;
const section = byId("connections");
const incoming = new Rates();
const outgoing = new Rates();

/** Looks at the connections that the user may see: those of the account, or all in the system account. */
export async function refresh() {
  const seen = await report("$SYS.REQ.SERVER.PING.CONNZ", { limit: MOST });
  incoming.begin();
  outgoing.begin();
  const rows = (seen.connections ?? []).map((connection) => [
    cell(String(connection.cid)),
    cell(connection.name ?? ""),
    cell(`${connection.ip}:${connection.port}`),
    cell([connection.lang, connection.version].filter(Boolean).join(" ")),
    cell(connection.uptime),
    cell(connection.subscriptions),
    cell(incoming.of(connection.cid, connection.in_msgs)),
    cell(outgoing.of(connection.cid, connection.out_msgs)),
    cell(connection.pending_bytes, connection.pending_bytes > 0),
    cell(connection.slow_consumer ? "yes" : "", true),
  ]);
  fill(section.querySelector("tbody"), rows, "Nobody is connected over TCP or WebSocket.");
}
