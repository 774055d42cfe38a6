import { all, json } from "./api.js";
import { html } from "./lit-html.js";
import { Rates } from "./rates.js";
import { number, sequence, table, text } from "./tables.js";

const DEAD_LETTERS = "io.quoll.dead-letter.subject";

const STREAMS = [
  text("Stream", ({ config }) => config.name),
  text("Subjects", ({ config }) => (config.subjects ?? []).join(" ")),
  number("Messages", ({ state }) => state.messages),
  number("Bytes", ({ state }) => state.bytes),
  sequence("First", ({ state }) => state.first_seq),
  sequence("Last", ({ state }) => state.last_seq),
  number("Stored /s", ({ rate }) => rate),
];

const CONSUMERS = [
  text("Stream", (consumer) => consumer.stream_name),
  text("Consumer", (consumer) => consumer.name),
  text("Filter", ({ config }) => config.filter_subject ?? (config.filter_subjects ?? []).join(" ")),
  number("Lag", (consumer) => consumer.num_pending),
  number("Unacknowledged", (consumer) => consumer.num_ack_pending),
  number("Redelivered", (consumer) => consumer.num_redelivered, (consumer) => consumer.num_redelivered > 0),
  number("Waiting", (consumer) => consumer.num_waiting ?? 0),
  text("Dead letters", ({ letters }) => letters.shown, ({ letters }) => letters.count !== 0),
];

/** Streams with how fast they grow, and their consumers with how far they lag behind. */
export class Streams {
  title = "Streams";
  problem = "";
  #streams;
  #consumers;
  #stored = new Rates();

  async refresh() {
    const streams = await all("/v1/streams", "streams");
    this.#stored.begin();
    this.#streams = streams.map((stream) => ({ ...stream, rate: this.#stored.of(stream.config.name, stream.state.last_seq) }));
    const consumers = [];
    for (const { config, state } of streams) {
      if (state.consumer_count > 0) {
        consumers.push(...(await all(`/v1/streams/${encodeURIComponent(config.name)}/consumers`, "consumers")));
      }
    }
    const counts = await deadLetters(consumers);
    this.#consumers = consumers.map((consumer) => ({ ...consumer, letters: lettersOf(consumer, counts) }));
    this.problem = "";
  }

  content() {
    return html`
      ${table("stream-rows", "Streams", STREAMS, this.#streams, "There are no streams.")}
      ${table("consumer-rows", "Consumers", CONSUMERS, this.#consumers, "There are no consumers.")}`;
  }
}

const subjectOf = (consumer) => consumer.config.metadata?.[DEAD_LETTERS];

/** How many messages are kept on each subject for dead letters; nothing where no stream keeps them. */
async function deadLetters(consumers) {
  const counts = new Map();
  for (const subject of new Set(consumers.map(subjectOf).filter(Boolean))) {
    const [stream] = (await json(`/v1/streams?subject=${encodeURIComponent(subject)}`)).streams ?? [];
    if (stream) {
      const path = `/v1/streams/${encodeURIComponent(stream.config.name)}?subjects=${encodeURIComponent(subject)}`;
      counts.set(subject, (await json(path)).state.subjects?.[subject] ?? 0);
    }
  }
  return counts;
}

function lettersOf(consumer, counts) {
  const subject = subjectOf(consumer);
  if (!subject) {
    return { shown: "", count: 0 };
  }
  const count = counts.get(subject);
  return { shown: `${subject}: ${count ?? "not kept"}`, count };
}
