import { report } from "./api.js";
import { Rates } from "./rates.js";
import { number, table, text } from "./tables.js";

const MOST = 256;
const COLUMNS = [
  text("Id", (connection) => connection.cid),
  text("Name", (connection) => connection.name),
  text("Address", (connection) => `${connection.ip}:${connection.port}`),
  text("Client", (connection) => [connection.lang, connection.version].filter(Boolean).join(" ")),
  text("Up", (connection) => connection.uptime),
  number("Subscriptions", (connection) => connection.subscriptions),
  number("In /s", (connection) => connection.incoming),
  number("Out /s", (connection) => connection.outgoing),
  number("Pending", (connection) => connection.pending_bytes, (connection) => connection.pending_bytes > 0),
  text("Slow", (connection) => (connection.slow_consumer ? "yes" : ""), () => true),
];

/** The connections that the user may see: those of the account, or all in the system account. */
export class Connections {
  title = "Connections";
  problem = "";
  #seen;
  #incoming = new Rates();
  #outgoing = new Rates();

  async refresh() {
    const { connections = [] } = await report("$SYS.REQ.SERVER.PING.CONNZ", { limit: MOST });
    this.#incoming.begin();
    this.#outgoing.begin();
    this.#seen = connections.map((connection) => ({
      ...connection,
      incoming: this.#incoming.of(connection.cid, connection.in_msgs),
      outgoing: this.#outgoing.of(connection.cid, connection.out_msgs),
    }));
    this.problem = "";
  }

  content() {
    return table("connection-rows", "Connections of your account", COLUMNS, this.#seen, "Nobody is connected over TCP or WebSocket.");
  }
}
