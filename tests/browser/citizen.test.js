// Journeys of a citizen: with and without scripts, with the keyboard alone, through a broken connection.

import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { TestHub, expectNoFaults, launch, openPage } from "./support.js";

const QUESTION = "Was kostet ein neuer Personalausweis?";
let hub;
let browser;

before(async () => {
  [hub, browser] = await Promise.all([TestHub.start(), launch()]);
});
after(async () => {
  await browser?.close();
  await hub?.end();
});

/** Messages in the conversation, in the order of the page. */
const messages = (page) => page.locator("#log article.message");
const botMessages = (page) => page.locator("#log article.message--bot");
const connection = (page) => page.locator("#connection");

async function ask(page, text) {
  await page.getByLabel("Ihre Nachricht").fill(text);
  await page.getByRole("button", { name: "Senden" }).click();
}

/** What the log shows, as pairs of number and speaker; each number once and rising. */
async function shown(page) {
  const entries = await messages(page).evaluateAll((all) =>
    all.map((one) => ({ sequence: Number(one.dataset.sequence), speaker: one.dataset.speaker })),
  );
  const numbers = entries.map((entry) => entry.sequence);
  assert.deepEqual(numbers, [...new Set(numbers)].sort((a, b) => a - b), "each message once and in order");
  return entries;
}

/** Asks in the hall and waits for the answer in the conversation. */
async function startConversation(page) {
  await page.goto("/");
  await page.getByLabel("Ihre Frage an die Stadt").fill(QUESTION);
  await page.getByRole("button", { name: "Fragen", exact: true }).click();
  await page.waitForURL(/\/chat/);
  await botMessages(page).first().waitFor();
}

test("a question in the hall leads to an answer like a letter", async () => {
  const page = await openPage(browser, hub);
  await startConversation(page);
  const answer = botMessages(page).first();
  await answer.getByRole("heading", { name: "Was kostet das?" }).waitFor();
  const text = await answer.innerText();
  assert.match(text, /Euro|€/);
  assert.match(text, /Quelle: /);
  assert.match(text, /Stand: /);
  assert.match(text, /Zuständig/);
  assert.ok((await answer.locator(".actions a").count()) <= 2, "two actions at most");

  await ask(page, "Und wie lange dauert das?");
  await botMessages(page).nth(1).waitFor();
  assert.equal(await page.getByLabel("Ihre Nachricht").inputValue(), "", "the field is empty after sending");
  assert.equal((await shown(page)).length, 4);
  const live = await shown(page);
  await page.reload();
  assert.deepEqual(await shown(page), live, "live and reloaded page show the same");
  expectNoFaults(page);
});

test("everything works without scripts", async () => {
  const page = await openPage(browser, hub, { javaScriptEnabled: false });
  await startConversation(page);
  await ask(page, "Welche Unterlagen brauche ich?");
  await botMessages(page).nth(1).waitFor();
  await botMessages(page).nth(1).getByRole("button", { name: "Ja", exact: true }).click();
  await page.getByText("Danke für Ihre Rückmeldung: Das hat geholfen.").waitFor();

  await page.getByRole("button", { name: "Mit einem Menschen sprechen" }).click();
  await botMessages(page).nth(2).waitFor();
  assert.match(await botMessages(page).nth(2).innerText(), /Direkter Draht|089|115/);

  await page.getByRole("button", { name: "English" }).click();
  await page.getByRole("heading", { level: 1 }).waitFor();
  assert.equal(await page.locator("html").getAttribute("lang"), "en");
  await page.getByRole("button", { name: "Deutsch" }).click();

  await page.getByRole("link", { name: "Gespräch löschen" }).click();
  await page.getByRole("button", { name: "Ja, endgültig löschen" }).click();
  await page.getByRole("heading", { name: "Ihr Gespräch ist gelöscht" }).waitFor();
  await page.goto("/chat");
  assert.equal(await messages(page).count(), 0);
});

test("options of a question back can be pressed, with and without scripts", async () => {
  for (const javaScriptEnabled of [true, false]) {
    const page = await openPage(browser, hub, { javaScriptEnabled });
    await page.goto("/chat");
    await ask(page, "Führerschein");
    const options = page.locator(".choices button");
    await options.first().waitFor();
    const chosen = (await options.first().innerText()).trim();
    const before = await botMessages(page).count();
    await options.first().click();
    await botMessages(page).nth(before).waitFor();
    const said = await page.locator("#log article.message--citizen").last().innerText();
    assert.ok(said.includes(chosen), `the citizen sees their choice: ${said}`);
    expectNoFaults(page);
  }
});

test("the keyboard alone is enough", async () => {
  const page = await openPage(browser, hub);
  await page.goto("/");
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.textContent), "Zum Inhalt springen");
  await page.keyboard.press("Enter");
  for (let presses = 0; presses < 12; presses += 1) {
    if (await page.getByLabel("Ihre Frage an die Stadt").evaluate((field) => field === document.activeElement)) break;
    await page.keyboard.press("Tab");
  }
  await page.keyboard.type(QUESTION);
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/chat/);
  await botMessages(page).first().waitFor();

  await page.keyboard.press("Tab");
  await page.getByLabel("Ihre Nachricht").focus();
  await page.keyboard.type("Erste Zeile");
  await page.keyboard.press("Shift+Enter");
  await page.keyboard.type("Was kostet ein Reisepass?");
  assert.equal(await messages(page).count(), 2, "a new line sends nothing");
  await page.keyboard.press("Enter");
  await botMessages(page).nth(1).waitFor();
  const hasFocus = await page.getByLabel("Ihre Nachricht").evaluate((field) => field === document.activeElement);
  assert.ok(hasFocus, "whoever is typing keeps the focus");
  expectNoFaults(page);
});

test("a broken connection is said aloud, loses nothing and shows nothing twice", async () => {
  const page = await openPage(browser, hub);
  await startConversation(page);
  await ask(page, "Wie lange dauert das?");
  await botMessages(page).nth(1).waitFor();
  const before = await shown(page);

  await hub.stop();
  await connection(page).getByText("Die Verbindung ist unterbrochen.").waitFor();
  await ask(page, "Welche Unterlagen brauche ich?");
  await page.getByText("Noch nicht gesendet.").first().waitFor();
  await hub.resume();
  await connection(page).getByText("Die Verbindung steht wieder.").waitFor();
  await botMessages(page).nth(2).waitFor();

  const after = await shown(page);
  assert.deepEqual(after.slice(0, before.length), before);
  assert.equal(after.length, before.length + 2, "one question and one answer more");
  assert.equal(await page.getByText("Noch nicht gesendet.").count(), 0);
  await page.reload();
  assert.deepEqual(await shown(page), after);
});

test("a draft survives a reload", async () => {
  const page = await openPage(browser, hub);
  await startConversation(page);
  await page.getByLabel("Ihre Nachricht").fill("Ein halber Satz, der noch");
  await page.reload();
  assert.equal(await page.getByLabel("Ihre Nachricht").inputValue(), "Ein halber Satz, der noch");
});

test("two windows of one citizen show the same conversation", async () => {
  const one = await openPage(browser, hub);
  await startConversation(one);
  const two = await one.context().newPage();
  await two.goto("/chat");
  await botMessages(two).first().waitFor();
  await ask(one, "Wie lange dauert das?");
  await botMessages(two).nth(1).waitFor();
  await ask(two, "Welche Unterlagen brauche ich?");
  await botMessages(one).nth(2).waitFor();
  await botMessages(two).nth(2).waitFor();
  assert.deepEqual(await shown(one), await shown(two));
});

test("markup in a message is shown as text and does nothing", async () => {
  const page = await openPage(browser, hub);
  page.on("dialog", () => page.faults.push("a dialog was opened"));
  await page.goto("/chat");
  const markup = "<img src=x onerror=alert(1)><script>alert(2)</script>";
  await ask(page, markup);
  await botMessages(page).first().waitFor();
  assert.ok((await page.locator("#log article.message--citizen").innerText()).includes(markup));
  assert.equal(await page.locator("#log img, #log script").count(), 0);
  await page.reload();
  assert.equal(await page.locator("#log img, #log script").count(), 0);
  expectNoFaults(page);
});
