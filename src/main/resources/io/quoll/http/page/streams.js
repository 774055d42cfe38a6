import { all, json } from "./api.js";
import { byId, cell, fill, Rates, sequence } from "./elements.js";

const DEAD_LETTERS = "io.quoll.dead-letter.subject";
const stored = new Rates();

/** Looks at all streams and their consumers. */
export async function refresh() {
  const streams = await all("/v1/streams", "streams");
  stored.begin();
  fill(
    byId("stream-rows"),
    streams.map(({ config, state }) => [
      cell(config.name),
      cell((config.subjects ?? []).join(" ")),
      cell(state.messages),
      cell(state.bytes),
      sequence(state.first_seq),
      sequence(state.last_seq),
      cell(stored.of(config.name, state.last_seq)),
    ]),
    "There are no streams.",
  );
  const consumers = [];
  for (const { config, state } of streams) {
    if (state.consumer_count > 0) {
      consumers.push(...(await all(`/v1/streams/${encodeURIComponent(config.name)}/consumers`, "consumers")));
    }
  }
  const letters = await deadLetters(consumers);
  fill(
    byId("consumer-rows"),
    consumers.map((consumer) => [
      cell(consumer.stream_name),
      cell(consumer.name),
      cell(consumer.config.filter_subject ?? (consumer.config.filter_subjects ?? []).join(" ")),
      cell(consumer.num_pending),
      cell(consumer.num_ack_pending),
      cell(consumer.num_redelivered, consumer.num_redelivered > 0),
      cell(consumer.num_waiting ?? 0),
      cell(...shownLetters(consumer, letters)),
    ]),
    "There are no consumers.",
  );
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

function shownLetters(consumer, counts) {
  const subject = subjectOf(consumer);
  if (!subject) {
    return ["", false];
  }
  const count = counts.get(subject);
  return count === undefined ? [`${subject}: not kept`, true] : [`${subject}: ${count}`, count > 0];
}
