// The page for operators where users must sign in: node signin.mjs http://127.0.0.1:8080
// One who may do everything is ada with the password all, one who may not see streams is bob with the password some.
import { withPage } from "./chromium.mjs";

const [server] = process.argv.slice(2);

async function exercise(page) {
  page.setDefaultTimeout(20_000);
  const shows = (selector, text) => page.locator(selector, { hasText: text }).waitFor();
  const isFocused = (name) => page.waitForFunction((wanted) => document.activeElement.name === wanted, name);

  /** By keyboard alone. */
  async function signIn(user, password) {
    await isFocused("user");
    await page.keyboard.press("Control+A");
    await page.keyboard.type(user);
    await page.keyboard.press("Tab");
    await isFocused("password");
    await page.keyboard.type(password);
    await page.keyboard.press("Enter");
  }

  await page.goto(server);
  await signIn("ada", "wrong");
  await shows("dialog [role=alert]", "Authentication required");
  await signIn("ada", "all");
  await shows("#user", "ada");
  await page.locator("dialog[open]").waitFor({ state: "detached" });
  await page.keyboard.press("3");
  await shows("#stream-rows", "There are no streams.");

  await page.locator("header button", { hasText: "Sign out" }).press("Enter");
  await signIn("bob", "some");
  await shows("#user", "bob");
  await page.keyboard.press("3");
  await shows("#streams .problem", "Not permitted");
  if ((await page.locator("#stream-rows", { hasText: "There are no streams." }).count()) > 0) {
    throw new Error("streams that may not be seen are said not to be there");
  }
}

try {
  await withPage(exercise);
  console.log("ok");
} catch (failure) {
  console.log(`failed: ${failure.stack}`);
  process.exitCode = 1;
}
