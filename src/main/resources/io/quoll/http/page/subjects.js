import { html } from "./lit-html.js";
import { Rates } from "./rates.js";
import { number, shown, table, text } from "./tables.js";
import { Tap } from "./tap.js";

const MOST_SHOWN = 100;
const COLUMNS = [
  text("Subject", ({ name }) => name),
  number("Messages /s", ({ rate }) => rate),
  number("Bytes /s", ({ byteRate }) => byteRate),
  number("Messages", ({ messages }) => messages),
];

const item = ({ subject, reply, headers, text }) => html`
  <li><b>${subject}</b>${reply ? ` reply to ${reply}` : ""}${headers.map((header) => html`<pre>${header}</pre>`)}<pre>${text}</pre></li>`;

/** A tap on a pattern, with the rates of its subjects. */
export class Subjects {
  title = "Subjects";
  problem = "";
  #draw;
  #tap = null;
  #busiest = [];
  #messages = new Rates();
  #bytes = new Rates();

  constructor(draw) {
    this.#draw = draw;
  }

  async #begin({ pattern, payloads }) {
    this.#stop();
    const tap = new Tap(payloads.checked);
    this.#tap = tap;
    this.#messages = new Rates();
    this.#bytes = new Rates();
    this.#busiest = [];
    this.problem = "";
    this.#draw();
    try {
      await tap.read(pattern.value, this.#draw);
    } catch (failure) {
      this.problem = failure.message;
    }
    this.#draw();
  }

  #stop() {
    this.#tap?.close();
    this.#draw();
  }

  #keepMessages(keeps) {
    if (this.#tap) {
      this.#tap.keepsMessages = keeps;
    }
  }

  /** Counts since the last look. */
  async refresh() {
    this.#messages.begin();
    this.#bytes.begin();
    this.#busiest = [...(this.#tap?.subjects ?? [])]
      .map(([name, { messages, bytes }]) => ({
        name,
        messages,
        rate: this.#messages.of(name, messages, 0),
        byteRate: this.#bytes.of(name, bytes, 0),
      }))
      .sort((a, b) => b.rate - a.rate || b.messages - a.messages)
      .slice(0, MOST_SHOWN);
    const { isOpen, dropped, overflown } = this.#tap ?? {};
    if (isOpen && dropped + overflown > 0) {
      this.problem = `Too fast to show all: ${shown(dropped)} messages passed by, ${shown(overflown)} of more subjects.`;
    }
  }

  content() {
    const isOpen = this.#tap?.isOpen ?? false;
    const begin = (event) => {
      event.preventDefault();
      this.#begin(event.target.elements);
    };
    return html`
      <form @submit=${begin}>
        <label>Pattern <input name="pattern" value=">" required spellcheck="false" autocapitalize="off"></label>
        <button type="submit">Tap</button>
        <button type="button" name="stop" ?disabled=${!isOpen} @click=${() => this.#stop()}>Stop</button>
        <label class="check">
          <input type="checkbox" name="payloads" checked @change=${({ target }) => this.#keepMessages(target.checked)}> Messages
        </label>
      </form>
      <div class="columns">
        ${table("rates", "Rates", COLUMNS, this.#busiest, isOpen ? "Nothing yet." : "Tap a pattern to see its subjects.")}
        <ol id="tapped" aria-label="Messages, the newest first" tabindex="0">${(this.#tap?.messages ?? []).map(item)}</ol>
      </div>`;
  }
}
