// The live stream of the desk: the list, new lines of the open conversation, turns of the hand-over, the end of the
// session. A broken connection is said aloud and resumed exactly; nothing is shown twice.
import { desk, elements, openConversation, post, say, words } from "./page.js";
import { field, restoreDraft } from "./drafts.js";
import { announceOffer } from "./notices.js";

/** @type {EventSource | undefined} */
let source;
let isLost = false;
let isOver = false;
let waitMs = 2000;

function connect() {
  const query = new URLSearchParams();
  if (openConversation()) {
    query.set("conversation", openConversation());
    query.set("after", desk.dataset.sequence);
  }
  source = new EventSource(`/console/events?${query}`);
  source.addEventListener("open", () => {
    waitMs = 2000;
    if (isLost) say(words("back"));
    isLost = false;
  });
  source.addEventListener("error", lost);
  source.addEventListener("list", (event) => showList(event.data));
  source.addEventListener("entry", (event) => showEntry(event.data, event.lastEventId));
  source.addEventListener("changed", (event) => (event.data === "gone" ? gone() : refreshPanel()));
  source.addEventListener("ending", (event) => ending(Number(event.data)));
  source.addEventListener("over", signedOut);
}

async function lost() {
  if (isOver) return;
  if (!isLost) say(words("lost"), "staying");
  isLost = true;
  if (source.readyState !== EventSource.CLOSED) return;
  try {
    const response = await fetch("/console", { headers: { "X-Fragment": "1", Accept: "application/json" } });
    if (response.status === 401) return signedOut();
  } catch {
    // Still offline: the next try will tell.
  }
  setTimeout(connect, waitMs * (0.75 + Math.random() / 2));
  waitMs = Math.min(waitMs * 2, 30000);
}

/** @param {string} html */
function showList(html) {
  const box = desk.querySelector("[data-list]");
  const before = Number(box.querySelector("[data-offers]")?.dataset.offers ?? 0);
  const focused = document.activeElement?.closest?.("[data-row]")?.dataset.row;
  box.replaceChildren(elements(html));
  if (focused) box.querySelector(`[data-row="${CSS.escape(focused)}"]`)?.focus();
  const offers = Number(box.querySelector("[data-offers]").dataset.offers);
  title(offers);
  if (offers > before) announceOffer();
}

/** @param {number} offers */
function title(offers) {
  const plain = document.title.replace(/^\(\d+\) /, "");
  document.title = offers > 0 ? `(${offers}) ${plain}` : plain;
}

/** @param {string} html @param {string} sequence */
function showEntry(html, sequence) {
  const log = desk.querySelector("[data-log]");
  if (!log) return;
  desk.dataset.sequence = sequence;
  const entry = elements(html);
  const known = entry.firstElementChild?.id && document.getElementById(entry.firstElementChild.id);
  if (known) return known.replaceWith(entry);
  const act = desk.querySelector(".act")?.getBoundingClientRect().top ?? innerHeight;
  const isNear = log.getBoundingClientRect().bottom - Math.min(act, innerHeight) < 120;
  log.append(entry);
  if (isNear) log.lastElementChild.scrollIntoView({ block: "nearest" });
  else if (log.lastElementChild.dataset.speaker === "citizen") say(words("new"));
}

/** A conversation in which the clerk has spoken opens at its end. */
function goToEnd() {
  if (location.hash || !desk.querySelector("[data-log] [data-speaker=clerk]")) return;
  desk.querySelector("[data-log]").lastElementChild.scrollIntoView({ block: "nearest" });
}

/** Loads the open conversation anew, keeping what is being written. */
export async function refreshPanel() {
  const response = await fetch(`/console/conversations/${openConversation()}`, { headers: { "X-Fragment": "1" } });
  if (response.status === 404) return gone();
  if (response.status === 401) return signedOut();
  if (!response.ok) return;
  const text = field()?.value;
  const hasFocus = document.activeElement === field();
  const fresh = elements(await response.text());
  desk.querySelector("[data-panel]")?.replaceWith(fresh);
  if (text && field()) field().value = text;
  else restoreDraft();
  if (hasFocus) field()?.focus();
}

/** The conversation has left this clerk: what was written but not sent stays readable. */
function gone() {
  const text = field()?.value;
  const note = document.createElement("p");
  note.className = "alert";
  note.textContent = words("gone");
  const middle = desk.querySelector("[data-middle]");
  middle.replaceChildren(note);
  if (text) {
    const area = document.createElement("textarea");
    area.className = "field__area";
    area.readOnly = true;
    area.value = text;
    area.setAttribute("aria-label", words("draft"));
    middle.append(area);
  }
  say(words("gone"), "staying");
}

/** @param {number} seconds */
function ending(seconds) {
  const box = desk.querySelector("[data-ending]");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "kern-btn kern-btn--secondary";
  button.textContent = words("stay");
  button.addEventListener("click", async () => {
    const response = await post("/console/stay", {}).catch(() => undefined);
    if (response?.status === 401) return signedOut();
    if (!response?.ok) return;
    box.hidden = true;
    say("");
  });
  const text = document.createElement("span");
  text.textContent = words("ending", seconds);
  box.replaceChildren(text, button);
  box.hidden = false;
  say(words("ending", seconds), "staying");
}

/** The session is over: what citizens said goes from the screen, what the clerk was writing stays. */
export function signedOut() {
  isOver = true;
  source?.close();
  desk.classList.add("desk--over");
  desk.querySelector("[data-ending]").hidden = true;
  const link = document.createElement("a");
  link.href = "/console/sign-in";
  link.textContent = words("over");
  desk.querySelector("[data-status]").replaceChildren(link);
}

function countDown() {
  for (const span of desk.querySelectorAll("[data-seconds]")) {
    const left = Math.max(0, Number(span.dataset.seconds) - 1);
    span.dataset.seconds = String(left);
    span.textContent = words("seconds", left);
  }
}

export function startLive() {
  goToEnd();
  connect();
  setInterval(countDown, 1000);
  addEventListener("pagehide", () => source.close());
}
