// @ts-check
// The list of messages: adds what arrives, each thing once, and never takes the focus from somebody who writes.

/** The messages on the page. */
export class Log {
  /** @param {HTMLElement} element */
  constructor(element) {
    this.element = element;
    this.list = element.querySelector("[role=log]") ?? element;
    /** Sequence of the last event shown. */
    this.seen = Number(element.dataset.sequence ?? "0");
    /** @type {Map<string, HTMLElement>} Messages on their way, by the id the page gave them. */
    this.pending = new Map();
    /** Whether the reader is at the end and wants to stay there. */
    this.follows = true;
    for (const kind of ["wheel", "touchmove", "keyup"]) {
      window.addEventListener(kind, () => setTimeout(() => { this.follows = this.isNearEnd(); }, 200), { passive: true });
    }
  }

  /** Shows the newest turn: from its beginning after an answer, the end while people write. */
  begin() {
    const last = document.getElementById("history")?.lastElementChild;
    const turn = document.getElementById("latest");
    if (!(last instanceof HTMLElement)) return;
    if (turn && last.dataset.speaker === "bot") turn.scrollIntoView();
    else this.toLatest("instant");
  }

  /**
   * Puts a fragment of the server's own markup at the end, or in place of the element with the same id.
   * @param {string} markup
   * @param {number} sequence
   */
  add(markup, sequence) {
    const fragment = document.createElement("template");
    fragment.innerHTML = markup;
    const fresh = fragment.content.firstElementChild;
    this.seen = Math.max(this.seen, sequence);
    if (!(fresh instanceof HTMLElement)) return;
    const old = fresh.id ? document.getElementById(fresh.id) : null;
    if (old) {
      if (fresh.hasAttribute("data-replace")) replaceKeepingFocus(old, fresh);
      return;
    }
    if (fresh.hasAttribute("data-replace")) return;
    if (fresh.dataset.speaker === "citizen") this.settleFirst();
    fresh.classList.add("message--arriving");
    this.list.append(fresh);
    for (const waiting of this.pending.values()) this.list.append(waiting);
    if (fresh.dataset.speaker !== "citizen") this.bringIntoView(fresh);
  }

  /**
   * Shows the citizen's words at once, marked as on their way.
   * @param {string} id
   * @param {string} text
   */
  showPending(id, text) {
    if (this.pending.has(id)) return;
    const message = document.createElement("article");
    message.className = "message message--citizen message--pending";
    message.ariaHidden = "true";
    const head = document.createElement("header");
    head.className = "message__head";
    const who = document.createElement("h2");
    who.className = "message__who";
    who.textContent = this.element.dataset.you ?? "";
    const state = document.createElement("span");
    state.className = "message__time";
    state.textContent = this.element.dataset.sending ?? "";
    head.append(who, state);
    const body = document.createElement("div");
    body.className = "message__body";
    const words = document.createElement("p");
    words.className = "message__words";
    words.dir = "auto";
    words.textContent = text;
    body.append(words);
    message.append(head, body);
    this.list.append(message);
    this.pending.set(id, message);
    this.follows = true;
    this.toLatest(motion());
  }

  /** @param {string} id */
  markResending(id) {
    const state = this.pending.get(id)?.querySelector(".message__time");
    const words = this.element.dataset.resending ?? "";
    if (state && state.textContent !== words) state.textContent = words;
  }

  /** Takes a pending message away: it arrived, or it was refused. @param {string} id */
  settle(id) {
    this.pending.get(id)?.remove();
    this.pending.delete(id);
  }

  /** The oldest pending message has arrived. */
  settleFirst() {
    const first = this.pending.keys().next();
    if (!first.done) this.settle(first.value);
  }

  isNearEnd() {
    const page = document.documentElement;
    return page.scrollHeight - window.scrollY - window.innerHeight < 240;
  }

  /**
   * A new answer is shown from its beginning, unless the reader has scrolled away.
   * @param {HTMLElement} fresh
   */
  bringIntoView(fresh) {
    if (!this.follows) return;
    const composer = document.querySelector(".composer");
    const room = window.innerHeight - (composer?.getBoundingClientRect().height ?? 0) - 32;
    if (fresh.offsetHeight > room) {
      const top = fresh.getBoundingClientRect().top + window.scrollY - 16;
      window.scrollTo({ top, behavior: motion() });
    } else {
      this.toLatest(motion());
    }
  }

  /** @param {ScrollBehavior} behavior */
  toLatest(behavior) {
    window.scrollTo({ top: document.documentElement.scrollHeight, behavior });
  }
}

/** @returns {ScrollBehavior} */
function motion() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches ? "instant" : "smooth";
}

/**
 * @param {HTMLElement} old
 * @param {HTMLElement} fresh
 */
function replaceKeepingFocus(old, fresh) {
  const hadFocus = old.contains(document.activeElement);
  old.replaceWith(fresh);
  if (hadFocus) {
    fresh.tabIndex = -1;
    fresh.focus({ preventScroll: true });
  }
}
