// Every kind of page: well formed, accessible in light and dark, no wider than 320 px, readable with forced colours.

import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import {
  TestHub, expectAccessible, expectNoFaults, expectNoSidewaysScroll, expectWellFormed, launch, openPage,
  pickMatter,
} from "./support.js";

let hub;
let browser;

before(async () => {
  [hub, browser] = await Promise.all([TestHub.start(), launch()]);
});
after(async () => {
  await browser?.close();
  await hub?.end();
});

/** The public pages, links followed from the pages that lead to them. */
async function publicPaths(page) {
  await page.goto("/");
  const first = (selector) => page.locator(selector).first().getAttribute("href");
  const found = [await first('a[href^="/lebenslage/"]'), await first('a[href^="/leistung/"]')];
  return ["/", "/leistungen", "/datenschutz", "/barrierefreiheit", "/gibt-es-nicht", ...found];
}

/** A conversation with an answer, a question back and a referral in it. */
async function converse(page) {
  await page.goto("/chat");
  for (const [index, text] of ["Was kostet ein Personalausweis?", "Führerschein", "Ich möchte mit einem Menschen sprechen"].entries()) {
    await page.getByLabel("Ihre Nachricht").fill(text);
    await page.getByRole("button", { name: "Senden" }).click();
    await page.locator("#log article.message--bot").nth(index).waitFor();
  }
}

async function signIn(page, login) {
  await page.goto("/console/sign-in");
  await page.getByLabel("Anmeldename").fill(login);
  await page.getByLabel("Passwort").fill(`demo-${login}`);
  await page.getByRole("button", { name: "Anmelden" }).click();
  await page.waitForURL((url) => !url.pathname.endsWith("/sign-in"));
}

async function expectGood(page, what) {
  await expectWellFormed(page, what);
  await expectAccessible(page, what);
  await expectNoSidewaysScroll(page, what);
}

const LOOKS = [
  { name: "wide, light", options: { viewport: { width: 1280, height: 900 }, colorScheme: "light" } },
  { name: "320 px, dark", options: { viewport: { width: 320, height: 640 }, colorScheme: "dark" } },
];

for (const { name, options } of LOOKS) {
  test(`public pages: ${name}`, async () => {
    const page = await openPage(browser, hub, options);
    for (const path of await publicPaths(page)) {
      await page.goto(path);
      await expectGood(page, `${path} (${name})`);
    }
    expectNoFaults(page);
  });

  test(`the conversation and its pages: ${name}`, async () => {
    const page = await openPage(browser, hub, options);
    await page.goto("/chat");
    await expectGood(page, `/chat empty (${name})`);
    await converse(page);
    for (const path of ["/chat", "/chat?frame=1", "/chat/transcript", "/chat/delete"]) {
      await page.goto(path);
      await expectGood(page, `${path} (${name})`);
    }
    expectNoFaults(page);
  });

  test(`the console: ${name}`, async () => {
    const page = await openPage(browser, hub, options);
    await page.goto("/console/sign-in");
    await expectGood(page, `sign-in (${name})`);
    await signIn(page, "editor");
    await expectGood(page, `articles (${name})`);
    await page.locator('a[href^="/console/articles/"]').first().click();
    await expectGood(page, `article (${name})`);
    await signIn(page, "operator");
    await expectGood(page, `operations (${name})`);
    await signIn(page, "clerk");
    await expectGood(page, `desk (${name})`);
    expectNoFaults(page);
  });

  test(`the desk with an offer and a conversation: ${name}`, async () => {
    const clerk = await openPage(browser, hub, options);
    await signIn(clerk, "clerk");
    await clerk.getByRole("button", { name: "Ich bin da" }).click();
    await clerk.locator('button[value="there"][aria-pressed="true"]').waitFor();
    const citizen = await openPage(browser, hub, options);
    await pickMatter(citizen, hub);
    await citizen.getByRole("button", { name: "Mit einem Menschen sprechen" }).click();
    await clerk.locator(".row--offer").first().click();
    await clerk.locator("[data-panel][data-state=offer]").waitFor();
    await expectGood(clerk, `an offer (${name})`);
    await expectGood(citizen, `waiting (${name})`);
    await clerk.getByRole("button", { name: "Annehmen" }).click();
    await clerk.locator("[data-panel][data-state=held]").waitFor();
    await expectGood(clerk, `a held conversation (${name})`);
    await citizen.getByText("hat das Gespräch übernommen").first().waitFor();
    await expectGood(citizen, `with a clerk (${name})`);
    await clerk.goto(new URL(clerk.url()).pathname + "/transcript");
    await expectGood(clerk, `console transcript (${name})`);
    await clerk.goto("/console");
    await clerk.getByRole("button", { name: "Abwesend" }).click();
    await clerk.locator('button[value="away"][aria-pressed="true"]').waitFor();
    await clerk.context().close();
  });
}

test("nothing is hidden with forced colours and reduced motion", async () => {
  const page = await openPage(browser, hub, { forcedColors: "active", reducedMotion: "reduce" });
  await converse(page);
  await expectAccessible(page, "the conversation with forced colours");
  assert.ok(await page.getByRole("button", { name: "Senden" }).isVisible());
});

test("every public page reads in English and easy German, too", async () => {
  for (const [tag, lang] of [["en", "en"], ["de-simple", "de-x-simple"]]) {
    const page = await openPage(browser, hub);
    for (const path of ["/", "/leistungen", "/datenschutz", "/barrierefreiheit", "/chat"]) {
      await page.goto(`${path}?lang=${tag}`);
      assert.equal(await page.locator("html").getAttribute("lang"), lang, path);
      await expectGood(page, `${path} in ${tag}`);
    }
  }
});
