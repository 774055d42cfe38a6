import { lines } from "./api.js";

const MOST_SUBJECTS = 1000;
const MOST_MESSAGES = 100;
const LONGEST_TEXT = 2000;

/** A look at what passes by on a pattern: the newest messages, and how much there was of each subject. */
export class Tap {
  /** Of each subject how many messages there were, and how many bytes. */
  subjects = new Map();
  /** The newest first. */
  messages = [];
  /** What there was without being seen. */
  dropped = 0;
  overflown = 0;
  isOpen = true;
  keepsMessages;
  #cut = new AbortController();

  constructor(keepsMessages) {
    this.keepsMessages = keepsMessages;
  }

  close() {
    this.isOpen = false;
    this.#cut.abort();
  }

  /** Takes what comes until the server ends it or it is closed; fails with what is wrong. */
  async read(pattern, whenSome) {
    try {
      const path = `/v1/subjects/${encodeURIComponent(pattern)}?slow=drop&pending=1048576`;
      for await (const some of lines(path, this.#cut.signal)) {
        const messages = some.filter((line) => line.subject !== undefined);
        messages.forEach((message) => this.#count(message));
        if (this.keepsMessages) {
          const newest = messages.slice(-MOST_MESSAGES).reverse().map(shortened);
          this.messages = [...newest, ...this.messages].slice(0, MOST_MESSAGES);
        }
        some.filter((line) => line.event !== undefined).forEach((event) => this.#heed(event));
        whenSome();
      }
    } catch (failure) {
      if (!this.#cut.signal.aborted) {
        throw failure;
      }
    } finally {
      this.isOpen = false;
    }
  }

  #heed({ event, dropped, problem }) {
    if (event === "gap") {
      this.dropped += dropped;
    } else if (event === "end") {
      throw new Error(problem.detail);
    }
  }

  #count({ subject, payload, payload_base64 }) {
    const counted = this.subjects.get(subject) ?? { messages: 0, bytes: 0 };
    if (counted.messages === 0) {
      if (this.subjects.size >= MOST_SUBJECTS) {
        this.overflown++;
        return;
      }
      this.subjects.set(subject, counted);
    }
    counted.messages++;
    counted.bytes += (payload ?? payload_base64 ?? "").length;
  }
}

function shortened({ subject, reply, headers = {}, payload, payload_base64 }) {
  const text = payload ?? `base64 ${payload_base64}`;
  return {
    subject,
    reply,
    headers: Object.entries(headers).flatMap(([name, values]) => values.map((value) => `${name}: ${value}`)),
    text: text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT)}…` : text,
  };
}
