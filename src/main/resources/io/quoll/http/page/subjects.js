import { lines } from "./api.js";
import { byId, cell, element, fill, shown } from "./elements.js";

const MOST_SUBJECTS = 1000;
const MOST_SHOWN = 100;
const MOST_MESSAGES = 100;
const LONGEST_TEXT = 2000;

const section = byId("subjects");
const form = section.querySelector("form");
const problem = section.querySelector(".problem");
const counted = new Map();
let tap = null;
let dropped = 0;
let overflown = 0;

form.addEventListener("submit", (event) => {
  event.preventDefault();
  begin(form.elements.pattern.value);
});
form.elements.stop.addEventListener("click", stop);

function stop() {
  tap?.abort();
  tap = null;
  form.elements.stop.disabled = true;
}

async function begin(pattern) {
  stop();
  const mine = new AbortController();
  tap = mine;
  counted.clear();
  dropped = 0;
  overflown = 0;
  problem.textContent = "";
  byId("tapped").replaceChildren();
  form.elements.stop.disabled = false;
  try {
    const path = `/v1/subjects/${encodeURIComponent(pattern)}?slow=drop&pending=1048576`;
    for await (const messages of lines(path, mine.signal)) {
      messages.forEach(take);
      list(messages.filter((message) => message.subject !== undefined));
    }
    if (tap === mine) {
      stop();
    }
  } catch (failure) {
    if (!mine.signal.aborted) {
      problem.textContent = failure.message;
      stop();
    }
  }
}

function take(message) {
  if (message.event === "gap") {
    dropped += message.dropped;
  } else if (message.event === "end") {
    problem.textContent = message.problem.detail;
  } else if (message.subject !== undefined) {
    count(message);
  }
}

function count(message) {
  let subject = counted.get(message.subject);
  if (!subject) {
    if (counted.size >= MOST_SUBJECTS) {
      overflown++;
      return;
    }
    subject = { messages: 0, bytes: 0, before: [0, 0], rate: [0, 0] };
    counted.set(message.subject, subject);
  }
  subject.messages++;
  subject.bytes += (message.payload ?? message.payload_base64 ?? "").length;
}

function list(messages) {
  if (!form.elements.payloads.checked) {
    return;
  }
  const items = messages.slice(-MOST_MESSAGES).reverse().map((message) => {
    const item = document.createElement("li");
    item.append(element("b", message.subject));
    if (message.reply) {
      item.append(element("span", ` reply to ${message.reply}`));
    }
    for (const [name, values] of Object.entries(message.headers ?? {})) {
      item.append(element("pre", values.map((value) => `${name}: ${value}`).join("\n")));
    }
    const text = message.payload ?? `base64 ${message.payload_base64}`;
    item.append(element("pre", text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT)}…` : text));
    return item;
  });
  const listed = byId("tapped");
  listed.prepend(...items);
  while (listed.childElementCount > MOST_MESSAGES) {
    listed.lastElementChild.remove();
  }
}

let looked = performance.now();

/** Shows the rates since the last look. */
export async function refresh() {
  const now = performance.now();
  const seconds = Math.max(0.001, (now - looked) / 1000);
  looked = now;
  for (const subject of counted.values()) {
    subject.rate = [(subject.messages - subject.before[0]) / seconds, (subject.bytes - subject.before[1]) / seconds];
    subject.before = [subject.messages, subject.bytes];
  }
  const busiest = [...counted].sort(([, a], [, b]) => b.rate[0] - a.rate[0] || b.messages - a.messages);
  const rows = busiest
    .slice(0, MOST_SHOWN)
    .map(([name, subject]) => [cell(name), cell(subject.rate[0]), cell(subject.rate[1]), cell(subject.messages)]);
  fill(byId("rates"), rows, tap ? "Nothing yet." : "Tap a pattern to see its subjects.");
  if (tap && dropped + overflown > 0) {
    problem.textContent = `Too fast to show all: ${shown(dropped)} messages passed by, ${shown(overflown)} of more subjects.`;
  }
}
