import { call } from "./api.js";
import { html } from "./lit-html.js";

/** Publishes and requests by hand. */
export class Send {
  title = "Send";
  problem = "";
  #draw;
  #answer = "";

  constructor(draw) {
    this.#draw = draw;
  }

  async #send(kind, { subject, type, payload }) {
    this.problem = "";
    this.#answer = "";
    this.#draw();
    try {
      const response = await call(`/v1/${kind}/${encodeURIComponent(subject.value)}`, {
        method: "POST",
        headers: type.value ? { "Content-Type": type.value } : {},
        body: new TextEncoder().encode(payload.value),
      });
      this.#answer = await response.text();
    } catch (failure) {
      this.problem = failure.message;
    }
    this.#draw();
  }

  /** There is nothing to look at but what was asked for. */
  async refresh() {}

  content() {
    const send = (event) => {
      event.preventDefault();
      this.#send(event.submitter?.name === "request" ? "requests" : "subjects", event.target.elements);
    };
    return html`
      <form @submit=${send}>
        <label>Subject <input name="subject" required spellcheck="false" autocapitalize="off"></label>
        <label>Content type <input name="type" value="text/plain" spellcheck="false"></label>
        <label>Payload <textarea name="payload" rows="8" spellcheck="false"></textarea></label>
        <button type="submit" name="publish">Publish</button>
        <button type="submit" name="request">Request</button>
      </form>
      <pre id="answer" tabindex="0" aria-label="Answer">${this.#answer}</pre>`;
  }
}
