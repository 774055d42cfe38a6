// The page for operators, by keyboard: node operator.mjs http://127.0.0.1:8080 [screenshot.png]
import { withPage } from "./chromium.mjs";

const [server, screenshot] = process.argv.slice(2);
const STREAM = `PAGE${process.pid}`;
const EVIL = "<img src=x onerror=\"document.title='run'\">";

async function api(method, path, body) {
  const response = await fetch(server + path, { method, body: typeof body === "object" ? JSON.stringify(body) : body });
  if (!response.ok) {
    throw new Error(`${method} ${path}: ${await response.text()}`);
  }
}

async function prepare() {
  await api("PUT", `/v1/streams/${STREAM}`, { subjects: [`${STREAM}.>`], storage: "memory" });
  await api("PUT", `/v1/streams/${STREAM}/consumers/billing`, {
    ack_policy: "explicit", filter_subject: `${STREAM}.orders`, max_deliver: 3, metadata: { "io.quoll.dead-letter.subject": `${STREAM}.dead` },
  });
  for (let i = 0; i < 5; i++) {
    await api("POST", `/v1/subjects/${STREAM}.orders`, `${i}`);
  }
  await api("POST", `/v1/subjects/${STREAM}.dead`, "given up");
}

async function exercise(page) {
  const said = [];
  page.on("console", (message) => said.push(message.text()));
  page.on("pageerror", (failure) => said.push(failure.message));
  const key = (name) => page.keyboard.press(name);
  const shows = (id, text) => page.locator(`#${id}`, { hasText: text }).waitFor();
  const isShown = (id, text) => page.locator(`#${id}`, { hasText: text }).waitFor({ timeout: 500 }).then(() => true, () => false);
  const leaveField = () => page.evaluate(() => document.activeElement.blur());
  page.setDefaultTimeout(20_000);
  await page.setViewportSize({ width: 1200, height: 640 });

  await page.goto(server);
  await page.locator("#connections tbody tr").first().waitFor();

  await key("3");
  await shows("stream-rows", STREAM);
  await shows("consumer-rows", `${STREAM}.dead: 1`);
  if (screenshot) {
    await page.screenshot({ path: screenshot });
  }

  await key("2");
  await page.waitForFunction(() => document.activeElement.name === "pattern");
  await key("Enter");
  await page.locator("#subjects [name=stop]:enabled").waitFor();
  // The tap may open a little later than the page says.
  for (let tries = 0; !(await isShown("tapped", EVIL)); tries++) {
    if (tries === 40) {
      throw new Error("nothing was tapped");
    }
    await api("POST", `/v1/subjects/${STREAM}.evil`, EVIL);
  }
  await shows("rates", `${STREAM}.evil`);
  if ((await page.locator("main img").count()) > 0 || (await page.title()) === "run") {
    throw new Error("a payload became markup");
  }

  await leaveField();
  await key("4");
  await page.waitForFunction(() => document.activeElement.name === "subject");
  await page.keyboard.type(`${STREAM}.sent`);
  await key("Enter");
  await shows("answer", STREAM);
  await page.locator("#send [name=subject]").fill("$SYS.REQ.USER.INFO");
  await page.locator("#send [name=request]").press("Enter");
  await shows("answer", "account");

  // The first response ends behind the fourth message, and the browser goes on by itself where it was.
  const [events, connections] = await page.evaluate(readEvents, `/v1/streams/${STREAM}/messages?max=4`);
  if (events.join() !== "1,2,3,4,5,6" || connections !== 2) {
    throw new Error(`events came with the ids ${events} over ${connections} connections`);
  }
  await page.goto(`${server}/page/reference.html`);
  await page.locator("#reference .opblock").first().waitFor();
  await page.locator("#reference .opblock-summary-path", { hasText: "/v1/streams" }).first().click();
  await page.locator("#reference .opblock-body").first().waitFor();

  if (said.length > 0) {
    throw new Error(`the browser complained: ${said.join("\n")}`);
  }
}

/** The ids of the first six events, in the browser, and how often it had to connect for them. */
function readEvents(path) {
  return new Promise((told, failed) => {
    const ids = [];
    let connections = 0;
    const source = new EventSource(path);
    source.onopen = () => connections++;
    source.onerror = () => source.readyState === EventSource.CLOSED && failed(new Error("the events broke off"));
    source.onmessage = (event) => {
      if (ids.push(event.lastEventId) === 6) {
        source.close();
        told([ids, connections]);
      }
    };
  });
}

try {
  await prepare();
  await withPage(exercise);
  console.log("ok");
} catch (failure) {
  console.log(`failed: ${failure.stack}`);
  process.exitCode = 1;
} finally {
  await fetch(`${server}/v1/streams/${STREAM}`, { method: "DELETE" }).catch(() => {});
}
