// Elements made of text, never of markup, so that nothing a message or a name contains is taken for more than text.

export const byId = (id) => document.getElementById(id);

export function element(name, text = "", className = "") {
  const made = document.createElement(name);
  made.textContent = text;
  if (className) {
    made.className = className;
  }
  return made;
}

/** A cell of a table; a number stands at its end. */
export function cell(value, warns = false) {
  const isNumber = typeof value === "number";
  const className = [isNumber ? "number" : "", warns ? "warn" : ""].join(" ").trim();
  return element("td", isNumber ? shown(value) : value ?? "", className);
}

/** A cell of a number that somebody may copy, and so is shown digit by digit. */
export const sequence = (value) => element("td", String(value), "number");

/** Replaces the rows of a table's body. */
export function fill(body, rows, emptyText) {
  if (rows.length === 0) {
    const empty = element("td", emptyText, "empty");
    empty.colSpan = body.parentElement.tHead.rows[0].cells.length;
    rows = [[empty]];
  }
  body.replaceChildren(
    ...rows.map((cells) => {
      const row = document.createElement("tr");
      row.append(...cells);
      return row;
    }),
  );
}

const whole = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const small = new Intl.NumberFormat("en", { maximumFractionDigits: 1 });

export function shown(number) {
  return Math.abs(number) < 10 ? small.format(number) : whole.format(number);
}

/** What has grown by how much in a second, between two looks at it. */
export class Rates {
  #before = new Map();
  #looked = performance.now();
  #seconds = 1;

  begin() {
    const now = performance.now();
    this.#seconds = Math.max(0.001, (now - this.#looked) / 1000);
    this.#looked = now;
  }

  of(key, total) {
    const before = this.#before.get(key);
    this.#before.set(key, total);
    return before === undefined ? 0 : Math.max(0, (total - before) / this.#seconds);
  }
}
