// The API as the page uses it: with the credentials of whoever signed in, which are kept in memory only.

let authorization = null;
let onUnauthorized = () => {};

/** What the server said against a request. */
export class Problem extends Error {
  constructor(status, detail) {
    super(detail);
    this.status = status;
  }
}

export function whenUnauthorized(task) {
  onUnauthorized = task;
}

export function signIn(user, password, token) {
  const bytes = new TextEncoder().encode(`${user}:${password}`);
  authorization = token ? `Bearer ${token}` : `Basic ${btoa(String.fromCharCode(...bytes))}`;
}

export function signOut() {
  authorization = null;
}

export function isSignedIn() {
  return authorization !== null;
}

/** A response that is no problem. */
export async function call(path, options = {}) {
  const headers = new Headers(options.headers);
  if (authorization) {
    headers.set("Authorization", authorization);
  }
  // Without credentials of its own the browser does not ask for any either.
  const response = await fetch(path, { ...options, headers, credentials: "omit", cache: "no-store" });
  if (!response.ok) {
    const problem = await problemOf(response);
    if (response.status === 401) {
      onUnauthorized(isSignedIn() ? problem.message : "");
    }
    throw problem;
  }
  return response;
}

async function problemOf(response) {
  try {
    const document = await response.json();
    return new Problem(response.status, `${document.title}: ${document.detail}`);
  } catch {
    return new Problem(response.status, `The server answered ${response.status}`);
  }
}

export async function json(path, options) {
  return (await call(path, options)).json();
}

/** Asks the server about itself or the account; what it answers stands in `data`. */
export async function report(subject, options = {}) {
  const answer = await json(`/v1/requests/${encodeURIComponent(subject)}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(options),
  });
  if (answer.error) {
    throw new Problem(answer.error.code, answer.error.description);
  }
  return answer.data;
}

/** All pages of a list; `member` names what is in them. */
export async function all(path, member) {
  const items = [];
  for (;;) {
    const joint = path.includes("?") ? "&" : "?";
    const page = await json(`${path}${joint}offset=${items.length}`);
    const more = page[member] ?? [];
    items.push(...more);
    if (more.length === 0 || items.length >= page.total) {
      return items;
    }
  }
}

/** Lines of JSON as they come, as many at a time as came together. */
export async function* lines(path, signal) {
  const response = await call(path, { signal, headers: { Accept: "application/x-ndjson" } });
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) {
      return;
    }
    const parts = (rest + value).split("\n");
    rest = parts.pop();
    yield parts.filter((part) => part !== "").map((part) => JSON.parse(part));
  }
}
