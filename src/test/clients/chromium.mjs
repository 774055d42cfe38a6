// Headless Chromium, as the distribution installs it or as CHROMIUM names it, with a page in it.
import { chromium } from "playwright-core";

const QUIET = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
  "--disable-sync", "--ignore-certificate-errors"];

/** Calls what is given with a page, and closes the browser whatever comes of it. */
export async function withPage(use) {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    chromiumSandbox: false,
    args: QUIET,
  });
  try {
    return await use(await browser.newPage());
  } finally {
    await browser.close();
  }
}
