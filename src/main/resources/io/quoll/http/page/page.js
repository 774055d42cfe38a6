// The page: which view is open, who is signed in, and a look at what is open each two seconds.

import * as api from "./api.js";
import * as connections from "./connections.js";
import * as send from "./send.js";
import * as streams from "./streams.js";
import * as subjects from "./subjects.js";
import { byId } from "./elements.js";

const EVERY_MILLIS = 2000;
const views = { connections, subjects, streams, send };
const names = Object.keys(views);
const dialog = byId("sign-in");
let open = null;
let underway = false;

function show(name, focus = false) {
  open = name;
  for (const each of names) {
    const tab = byId(`tab-${each}`);
    tab.ariaSelected = String(each === name);
    tab.tabIndex = each === name ? 0 : -1;
    byId(each).hidden = each !== name;
  }
  if (focus) {
    byId(`tab-${name}`).focus();
  }
  history.replaceState(null, "", `#${name}`);
  refresh();
}

async function refresh() {
  if (underway || dialog.open || document.hidden) {
    return;
  }
  underway = true;
  const name = open;
  const problem = byId(name).querySelector(".problem");
  try {
    await views[name].refresh();
    if (name === "connections" || name === "streams") {
      problem.textContent = "";
    }
  } catch (failure) {
    problem.textContent = failure.message;
  } finally {
    underway = false;
  }
  if (open !== name) {
    refresh();
  }
}

async function showUser() {
  try {
    const user = await api.report("$SYS.REQ.USER.INFO");
    byId("user").textContent = [user.user, user.account].filter(Boolean).join(" in ");
  } catch {
    byId("user").textContent = "";
  }
  byId("sign-out").hidden = !api.isSignedIn();
}

api.whenUnauthorized((why) => {
  byId("sign-in-problem").textContent = why;
  if (!dialog.open) {
    dialog.showModal();
  }
});

dialog.querySelector("form").addEventListener("submit", () => {
  api.signIn(byId("sign-in-user").value, byId("sign-in-password").value, byId("sign-in-token").value);
  byId("sign-in-password").value = "";
  byId("sign-in-token").value = "";
});
dialog.addEventListener("close", () => {
  showUser();
  refresh();
});
byId("sign-out").addEventListener("click", () => {
  api.signOut();
  location.reload();
});

for (const name of names) {
  byId(`tab-${name}`).addEventListener("click", () => show(name));
}

document.querySelector("nav").addEventListener("keydown", (event) => {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (step) {
    show(names[(names.indexOf(open) + step + names.length) % names.length], true);
  }
});

document.addEventListener("keydown", (event) => {
  const isTyping = event.target.closest("input, textarea, dialog");
  const name = names[Number(event.key) - 1];
  if (name && !isTyping && !event.ctrlKey && !event.metaKey && !event.altKey) {
    event.preventDefault();
    show(name, true);
    byId(name).querySelector("input")?.focus();
  }
});

document.addEventListener("visibilitychange", refresh);
setInterval(refresh, EVERY_MILLIS);
show(names.includes(location.hash.slice(1)) ? location.hash.slice(1) : names[0]);
showUser();
