// The launcher on another site: the same conversation in a frame, only where the hub allows it.

import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { TestHub, launch, openPage } from "./support.js";

let hub;
let browser;
let sites;

/** A page of another site that loads the launcher; one that is allowed and one that is not. */
function serve() {
  return new Promise((resolve) => {
    const server = createServer((request, response) => {
      response.setHeader("content-type", "text/html; charset=utf-8");
      const script = `<script src="${hub?.base}/widget.js" defer></script>`;
      response.end(`<!doctype html><html lang="de"><title>Eine andere Website</title><h1>Website</h1>${script}`);
    });
    server.listen(0, "127.0.0.1", () => resolve(server));
  });
}

const originOf = (server) => `http://localhost:${server.address().port}`;

before(async () => {
  sites = [await serve(), await serve()];
  [hub, browser] = await Promise.all([TestHub.start(originOf(sites[0])), launch()]);
});
after(async () => {
  await browser?.close();
  await hub?.end();
  for (const site of sites) site.close();
});

/** Opens the launcher by keyboard: its shadow is closed, so that the page's own scripts and styles keep out. */
async function openLauncher(page) {
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
}

/** The frame of the conversation once it is there. */
async function frameOf(page) {
  const isChat = (frame) => frame.url().includes("/chat?");
  const known = page.frames().find(isChat);
  return known ?? page.waitForEvent("framenavigated", { predicate: isChat });
}

test("the launcher opens the conversation in a frame of an allowed site", async () => {
  const page = await openPage(browser, hub);
  await page.goto(originOf(sites[0]));
  await openLauncher(page);
  const frame = await frameOf(page);
  await frame.getByLabel("Ihre Nachricht").fill("Was kostet ein neuer Personalausweis?");
  await frame.getByRole("button", { name: "Senden" }).click();
  await frame.locator("#log article.message--bot").first().waitFor();
  await frame.getByLabel("Ihre Nachricht").fill("Wie lange dauert das?");
  await frame.getByRole("button", { name: "Senden" }).click();
  await frame.locator("#log article.message--bot").nth(1).waitFor();

  await page.reload();
  await openLauncher(page);
  await (await frameOf(page)).locator("#log article.message--bot").nth(1).waitFor();
  assert.equal(await page.evaluate(() => document.querySelectorAll("iframe").length), 0, "the page cannot reach the frame");
});

test("a site that is not allowed gets no conversation", async () => {
  const page = await openPage(browser, hub);
  await page.goto(originOf(sites[1]));
  const refused = new Promise((resolve) => page.on("console", (message) => /frame-ancestors/.test(message.text()) && resolve()));
  await openLauncher(page);
  await refused;
  for (const frame of page.frames()) assert.equal(await frame.getByLabel("Ihre Nachricht").count(), 0);
});
