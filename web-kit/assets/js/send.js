// @ts-check
// Sending: posts a form without leaving the page. The server takes each message once, however often it is sent.
// Whatever a script cannot solve is sent as a normal form, and the server's page says what is wrong.

/** @typedef {import("./log.js").Log} Log */
/** @typedef {{ sequence: number, isAnother: boolean, problem: string }} Outcome */

const PAUSES = [1000, 2000, 4000, 8000, 15000, 30000];

/**
 * @param {Log} log
 * @param {{ connect: () => void, isOpen: () => boolean }} live
 * @param {() => void} sent called when the composer's words were taken over into the log
 */
export function sendForms(log, live, sent) {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || !form.hasAttribute("data-send")) return;
    event.preventDefault();
    const submitter = event.submitter instanceof HTMLElement ? event.submitter : null;
    if (submitter?.getAttribute("aria-disabled") === "true") return;
    void send(form, submitter);
  });

  /**
   * @param {HTMLFormElement} form
   * @param {HTMLElement | null} submitter
   */
  async function send(form, submitter) {
    const isComposer = form.hasAttribute("data-composer");
    const body = new URLSearchParams();
    for (const [name, value] of new FormData(form, submitter)) body.append(name, String(value));
    const text = body.get("text")?.trim() ?? "";
    if (isComposer && text === "") return;
    const id = newId();
    if (body.has("client_id")) body.set("client_id", id);
    tell("");
    if (isComposer) {
      log.showPending(id, text);
      form.reset();
      sent();
    } else {
      submitter?.setAttribute("aria-disabled", "true");
    }
    const outcome = await deliver(form.action, body, () => log.markResending(id));
    submitter?.removeAttribute("aria-disabled");
    if (outcome.problem) {
      log.settle(id);
      if (isComposer) giveBack(form, text);
      tell(outcome.problem);
      return;
    }
    if (outcome.isAnother) {
      // The conversation of this page was over: the message began a new one, which counts from the start.
      location.reload();
      return;
    }
    if (outcome.sequence > 0 && log.seen >= outcome.sequence) log.settle(id);
    live.connect();
    if (outcome.sequence > 0) expect(log, live, outcome.sequence);
  }
}

/**
 * Posts until the server answers. Only a missing answer is tried again.
 * @param {string} url
 * @param {URLSearchParams} body
 * @param {() => void} retrying
 * @returns {Promise<Outcome>}
 */
async function deliver(url, body, retrying) {
  for (let attempt = 0; ; attempt += 1) {
    try {
      const response = await fetch(url, {
        method: "POST",
        body,
        headers: { "X-Fragment": "1", Accept: "application/json" },
        signal: AbortSignal.timeout(20000),
      });
      if (response.ok) return await taken(response);
      const isPassing = response.status === 503 || response.status === 502 || response.status === 504;
      if (!isPassing || attempt >= PAUSES.length) {
        return { sequence: 0, isAnother: false, problem: await problemOf(response) };
      }
    } catch {
      // No answer: the message may or may not have arrived. Sending it again changes nothing if it has.
    }
    retrying();
    const pause = PAUSES[Math.min(attempt, PAUSES.length - 1)];
    await waitFor(pause / 2 + Math.random() * pause);
  }
}

/**
 * @param {Response} response
 * @returns {Promise<Outcome>}
 */
async function taken(response) {
  if (response.status !== 202) return { sequence: 0, isAnother: false, problem: "" };
  const { sequence, is_another: isAnother } = await response.json();
  return { sequence: Number(sequence) || 0, isAnother: Boolean(isAnother), problem: "" };
}

/** @param {Response} response */
async function problemOf(response) {
  try {
    const problem = await response.json();
    return String(problem.detail || problem.title);
  } catch {
    return `HTTP ${response.status}`;
  }
}

/**
 * If the stream does not bring what was taken (a proxy may swallow it), the page is loaded instead.
 * @param {Log} log
 * @param {{ isOpen: () => boolean }} live
 * @param {number} sequence
 */
function expect(log, live, sequence) {
  setTimeout(() => {
    if (log.seen >= sequence || log.seen > 0 && live.isOpen()) return;
    location.reload();
  }, 6000);
}

/** Waits, but not longer than until the device is online again. @param {number} pause */
function waitFor(pause) {
  return new Promise((resolve) => {
    const timer = setTimeout(done, pause);
    window.addEventListener("online", done, { once: true });
    function done() {
      clearTimeout(timer);
      window.removeEventListener("online", done);
      resolve(undefined);
    }
  });
}

/**
 * @param {HTMLFormElement} form
 * @param {string} text
 */
function giveBack(form, text) {
  const input = form.elements.namedItem("text");
  if (input instanceof HTMLTextAreaElement && input.value === "") {
    input.value = text;
    input.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

/** @param {string} problem */
function tell(problem) {
  const line = document.getElementById("problem");
  if (line) line.textContent = problem;
}

/** A message id of the page's own: 128 random bits. */
function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
