// The page: which view is open, who is signed in, and a look at what is open each two seconds.

import * as api from "./api.js";
import { Connections } from "./connections.js";
import { html, noChange, render } from "./lit-html.js";
import { Send } from "./send.js";
import { Streams } from "./streams.js";
import { Subjects } from "./subjects.js";

const EVERY_MILLIS = 2000;
/** Each has a title, what it shows, what went wrong last, and a look at the server. */
const views = {
  connections: new Connections(),
  subjects: new Subjects(drawSoon),
  streams: new Streams(),
  send: new Send(drawSoon),
};
const names = Object.keys(views);
let open = names.includes(location.hash.slice(1)) ? location.hash.slice(1) : names[0];
let user = "";
let refusal = "";
let underway = false;
let awaitsFrame = false;

const tab = (name, i) => html`
  <button role="tab" id="tab-${name}" aria-controls=${name} aria-selected=${name === open} tabindex=${name === open ? 0 : -1}
    @click=${() => show(name)}>${views[name].title} <kbd>${i + 1}</kbd></button>`;

/** A view that is not open stays as it was. */
const panel = (name) => html`
  <section role="tabpanel" id=${name} aria-labelledby="tab-${name}" ?hidden=${name !== open}>
    ${name === open ? html`<p class="problem" role="status">${views[name].problem}</p>${views[name].content()}` : noChange}
  </section>`;

const page = () => html`
  <header>
    <h1>Quoll</h1>
    <nav role="tablist" aria-label="Views" @keydown=${step}>${names.map(tab)}</nav>
    <a href="/page/reference.html">API</a>
    <p id="user">${user}</p>
    <button ?hidden=${!api.isSignedIn()} @click=${signOut}>Sign out</button>
  </header>
  <dialog aria-labelledby="sign-in" @close=${showUser}>
    <form method="dialog" @submit=${signIn}>
      <h2 id="sign-in">Sign in</h2>
      <p role="alert">${refusal}</p>
      <label>User <input name="user" autocomplete="username"></label>
      <label>Password <input name="password" type="password" autocomplete="current-password"></label>
      <p>or</p>
      <label>Token <input name="token" type="password" autocomplete="off"></label>
      <button type="submit">Sign in</button>
    </form>
  </dialog>
  <main>${names.map(panel)}</main>`;

function draw() {
  render(page(), document.body);
}

/** Draws with the browser's next frame, and so at most once in each however much happens. */
function drawSoon() {
  if (!awaitsFrame) {
    awaitsFrame = true;
    requestAnimationFrame(() => {
      awaitsFrame = false;
      draw();
    });
  }
}

function show(name) {
  open = name;
  draw();
  history.replaceState(null, "", `#${name}`);
  refresh();
}

function step(event) {
  const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (by) {
    show(names[(names.indexOf(open) + by + names.length) % names.length]);
    document.getElementById(`tab-${open}`).focus();
  }
}

async function refresh() {
  if (underway || dialog.open || document.hidden) {
    return;
  }
  underway = true;
  const name = open;
  try {
    await views[name].refresh();
  } catch (failure) {
    views[name].problem = failure.message;
  } finally {
    underway = false;
  }
  draw();
  if (open !== name) {
    refresh();
  }
}

async function showUser() {
  refresh();
  try {
    const who = await api.report("$SYS.REQ.USER.INFO");
    user = [who.user, who.account].filter(Boolean).join(" in ");
  } catch {
    user = "";
  }
  draw();
}

function signIn({ target }) {
  const { user: name, password, token } = target.elements;
  api.signIn(name.value, password.value, token.value);
  password.value = "";
  token.value = "";
}

function signOut() {
  api.signOut();
  location.reload();
}

draw();
const dialog = document.querySelector("dialog");
api.whenUnauthorized((why) => {
  refusal = why;
  draw();
  if (!dialog.open) {
    dialog.showModal();
  }
});

document.addEventListener("keydown", (event) => {
  const isTyping = event.target.closest("input, textarea, dialog");
  const name = names[Number(event.key) - 1];
  if (name && !isTyping && !event.ctrlKey && !event.metaKey && !event.altKey) {
    event.preventDefault();
    show(name);
    (document.querySelector(`#${name} input`) ?? document.getElementById(`tab-${name}`)).focus();
  }
});

document.addEventListener("visibilitychange", refresh);
setInterval(refresh, EVERY_MILLIS);
showUser();
