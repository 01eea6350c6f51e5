// The journey of a clerk: an offer appears live, is taken by key, both sides write live, then back or closed.

import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { TestHub, expectNoFaults, launch, openPage, pickMatter } from "./support.js";

let hub;
let browser;

before(async () => {
  [hub, browser] = await Promise.all([TestHub.start(), launch()]);
});
after(async () => {
  await browser?.close();
  await hub?.end();
});

async function signIn(login) {
  const page = await openPage(browser, hub);
  await page.goto("/console");
  await page.getByLabel("Anmeldename").fill(login);
  await page.getByLabel("Passwort").fill(`demo-${login}`);
  await page.getByRole("button", { name: "Anmelden" }).click();
  await page.waitForURL((url) => !url.pathname.endsWith("/sign-in"));
  return page;
}

async function isThere(page) {
  await page.getByRole("button", { name: "Ich bin da" }).click();
  await page.locator('button[value="there"][aria-pressed="true"]').waitFor();
}

/** A citizen who asked about a matter of this clerk and then for a person. */
async function citizenWantsPerson() {
  const page = await openPage(browser, hub);
  await pickMatter(page, hub);
  await page.getByRole("button", { name: "Mit einem Menschen sprechen" }).click();
  await page.locator("#log article.message--bot").nth(1).waitFor();
  return page;
}

async function say(page, text) {
  await page.getByLabel("Ihre Nachricht").fill(text);
  await page.getByRole("button", { name: "Senden" }).click();
}

/** Opens the offer that appeared and takes it, by keys alone. */
async function acceptByKey(clerk) {
  await clerk.locator(".row--offer").first().waitFor();
  await clerk.keyboard.press("1");
  await clerk.locator("[data-panel][data-state=offer]").waitFor();
  await clerk.keyboard.press("a");
  await clerk.locator("[data-panel][data-state=held]").waitFor();
}

test("an offer appears live, is taken by key, and both sides write live", async () => {
  const clerk = await signIn("clerk");
  await isThere(clerk);
  const citizen = await citizenWantsPerson();
  await acceptByKey(clerk);
  await citizen.getByText("hat das Gespräch übernommen").first().waitFor();
  const brief = await clerk.locator("[data-panel]").innerText();
  assert.ok(brief.includes(hub.matter.title), brief);
  assert.match(brief, /Wunsch nach einem Menschen/);

  await say(citizen, "Brauche ich ein neues Passfoto?");
  await clerk.getByRole("log").getByText("Brauche ich ein neues Passfoto?").waitFor();
  await clerk.keyboard.press("r");
  await clerk.keyboard.type("Ja, bitte ein biometrisches Foto.");
  await clerk.keyboard.press("Control+Enter");
  await citizen.locator("#log").getByText("Ja, bitte ein biometrisches Foto.").waitFor();
  assert.equal(await citizen.locator("#log").getByText("Ja, bitte ein biometrisches Foto.").count(), 1);
  assert.equal(await citizen.locator("#log article.message--bot").count(), 2, "the bot is silent");

  await clerk.keyboard.press("Escape");
  await clerk.keyboard.press("b");
  await clerk.getByRole("button", { name: "Jetzt zurückgeben" }).click();
  await citizen.getByText("Ab jetzt antwortet wieder das Programm.").waitFor();
  await say(citizen, "Wie lange dauert das?");
  await citizen.locator("#log article.message--bot").nth(2).waitFor();
  expectNoFaults(clerk);
  expectNoFaults(citizen);
});

test("a conversation is closed with an outcome, and the next message begins a new one", async () => {
  const clerk = await signIn("clerk");
  await isThere(clerk);
  const citizen = await citizenWantsPerson();
  await acceptByKey(clerk);
  await clerk.keyboard.press("c");
  await clerk.getByLabel("Erledigt").check();
  await clerk.getByRole("button", { name: "Gespräch abschließen" }).click();
  await clerk.getByText("Keine Gespräche.").waitFor();
  await citizen.getByText("hat das Gespräch beendet").first().waitFor();
  await say(citizen, "Was kostet ein Reisepass?");
  await citizen.locator("#log article.message--bot").last().getByText("Reisepass").first().waitFor();
});

test("what a citizen writes is text in the console too", async () => {
  const clerk = await signIn("clerk");
  clerk.on("dialog", () => clerk.faults.push("a dialog was opened"));
  await isThere(clerk);
  const citizen = await citizenWantsPerson();
  await acceptByKey(clerk);
  const markup = "<img src=x onerror=alert(1)><script>alert(2)</script>";
  await say(citizen, markup);
  await clerk.getByRole("log").getByText(markup).waitFor();
  assert.equal(await clerk.locator("[data-log] img, [data-log] script").count(), 0);
  await clerk.reload();
  assert.equal(await clerk.locator("[data-log] img, [data-log] script").count(), 0);
  await clerk.keyboard.press("b");
  await clerk.getByRole("button", { name: "Jetzt zurückgeben" }).click();
  expectNoFaults(clerk);
});

test("a draft of a reply survives leaving the conversation", async () => {
  const clerk = await signIn("clerk");
  await isThere(clerk);
  await citizenWantsPerson();
  await acceptByKey(clerk);
  await clerk.getByLabel("Ihre Antwort").fill("Ein halber Satz");
  await clerk.goto("/console");
  await clerk.locator("a.row").first().click();
  await clerk.getByLabel("Ihre Antwort").waitFor();
  assert.equal(await clerk.getByLabel("Ihre Antwort").inputValue(), "Ein halber Satz");
  await clerk.getByText("Zurück an das Programm").first().click();
  await clerk.getByRole("button", { name: "Jetzt zurückgeben" }).click();
});

test("nobody accepts: the deputy is asked, then the citizen gets the direct line", async () => {
  const clerk = await signIn("clerk");
  const deputy = await signIn("deputy");
  await isThere(clerk);
  await isThere(deputy);
  const citizen = await citizenWantsPerson();
  await clerk.locator(".row--offer").first().waitFor();
  await hub.advance(61);
  await deputy.locator(".row--offer").first().waitFor();
  await clerk.getByText("Keine Gespräche.").waitFor();
  await hub.advance(61);
  await citizen.locator("#log article.message--bot").nth(2).waitFor();
  assert.match(await citizen.locator("#log article.message--bot").last().innerText(), /089|115/);
});

test("signing in refuses a wrong password without saying what was wrong", async () => {
  const page = await openPage(browser, hub);
  await page.goto("/console/sign-in");
  for (const [login, password] of [["clerk", "falsch"], ["niemand", "falsch"]]) {
    await page.getByLabel("Anmeldename").fill(login);
    await page.getByLabel("Passwort").fill(password);
    await page.getByRole("button", { name: "Anmelden" }).click();
    await page.getByText("Anmeldename oder Passwort stimmt nicht.").waitFor();
  }
});
