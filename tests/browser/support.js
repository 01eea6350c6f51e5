// What the journeys share: a hub of their own, Chromium, and the accessibility check.

import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { readFileSync } from "node:fs";
import assert from "node:assert/strict";
import { chromium } from "playwright-core";

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Longest wait for anything on a page, in milliseconds. */
export const WAIT_MS = 15_000;

const FLAGS = [
  "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync",
];

/**
 * A hub of its own in a fresh data directory, its clock running from a Monday at ten.
 * Commands are lines on its standard input, each answered by one line of JSON.
 */
export class TestHub {
  static async start(...args) {
    const program = process.env.AMTSLOTSE_TEST_HUB ?? "target/debug/test-hub";
    const hub = new TestHub();
    hub.process = spawn(program, args, { stdio: ["pipe", "pipe", "inherit"] });
    hub.waiting = [];
    hub.process.on("exit", (code) => hub.waiting.splice(0).forEach(({ reject }) => reject(new Error(`hub ended: ${code}`))));
    createInterface({ input: hub.process.stdout }).on("line", (line) => {
      if (line.startsWith("{")) hub.waiting.shift()?.resolve(JSON.parse(line));
    });
    const { base, matter } = await hub.answer();
    hub.base = base;
    hub.matter = matter;
    return hub;
  }

  answer() {
    return new Promise((resolve, reject) => this.waiting.push({ resolve, reject }));
  }

  /** Sends one command and waits until it is done. */
  command(line) {
    const answer = this.answer();
    this.process.stdin.write(line + "\n");
    return answer;
  }

  /** Stops listening and drops every connection; the data stay. */
  stop() { return this.command("stop"); }

  /** Listens again on the same port. */
  resume() { return this.command("start"); }

  /** Moves the clock on. */
  advance(seconds) { return this.command(`advance ${seconds}`); }

  async end() {
    const ended = new Promise((resolve) => this.process.on("exit", resolve));
    this.process.stdin.end();
    await ended;
  }
}

/** One Chromium for a suite. */
export function launch() {
  return chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", headless: true, args: FLAGS });
}

/** A page of a fresh profile that fails the test on a script error or a request that leaves this machine. */
export async function openPage(browser, hub, options = {}) {
  const context = await browser.newContext({ baseURL: hub.base, locale: "de-DE", ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(WAIT_MS);
  page.faults = [];
  page.on("pageerror", (error) => page.faults.push(`script error: ${error.message}`));
  page.on("console", (message) => {
    const isPolicy = message.type() === "error" && message.text().includes("Content Security Policy");
    if (isPolicy) page.faults.push(message.text());
  });
  page.on("request", (request) => {
    const host = new URL(request.url()).hostname;
    if (!["127.0.0.1", "localhost", ""].includes(host)) page.faults.push(`third-party request: ${request.url()}`);
  });
  return page;
}

/** Begins a conversation about a matter that the demo clerk answers for, as a list of matters does. */
export async function pickMatter(page, hub) {
  await page.goto("/chat");
  await page.evaluate((article) => {
    const form = document.querySelector("form[data-composer]").cloneNode(true);
    form.removeAttribute("data-send");
    form.action = "/chat/topics";
    const field = document.createElement("input");
    Object.assign(field, { type: "hidden", name: "article", value: article });
    form.append(field);
    document.body.append(form);
    form.noValidate = true;
    form.submit();
  }, hub.matter.article);
  await page.locator("#log article.message--bot").first().waitFor();
}

/** Nothing went wrong unseen. */
export function expectNoFaults(page) {
  assert.deepEqual(page.faults, []);
}

/** axe finds nothing against WCAG 2.2 A and AA. */
export async function expectAccessible(page, what) {
  await page.evaluate(axeSource);
  const violations = await page.evaluate(async () => {
    const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
    const result = await globalThis.axe.run(document, { runOnly: { type: "tag", values: tags } });
    return result.violations.map((found) => `${found.id}: ${found.help} at ${found.nodes.map((node) => node.target.join(" ")).join(", ")}`);
  });
  assert.deepEqual(violations, [], `axe on ${what}`);
}

/** The page is not wider than the window. */
export async function expectNoSidewaysScroll(page, what) {
  const { width, wanted } = await page.evaluate(() => ({
    width: document.documentElement.clientWidth,
    wanted: document.documentElement.scrollWidth,
  }));
  assert.ok(wanted <= width, `${what}: ${wanted} px wanted, ${width} px there`);
}

/** One h1, a language, a main landmark, a title, and a label for every field. */
export async function expectWellFormed(page, what) {
  const found = await page.evaluate(() => ({
    h1: document.querySelectorAll("h1").length,
    lang: document.documentElement.lang,
    main: document.querySelectorAll("main").length,
    title: document.title.trim(),
    unlabelled: [...document.querySelectorAll("input:not([type=hidden]), textarea, select")]
      .filter((field) => !field.labels?.length && !field.getAttribute("aria-label") && !field.getAttribute("aria-labelledby"))
      .map((field) => field.outerHTML),
  }));
  assert.equal(found.h1, 1, `${what}: one h1`);
  assert.equal(found.main, 1, `${what}: one main`);
  assert.notEqual(found.lang, "", `${what}: a language`);
  assert.notEqual(found.title, "", `${what}: a title`);
  assert.deepEqual(found.unlabelled, [], `${what}: labels`);
}
