// @ts-check
// The live stream: follows the conversation, says aloud when the connection breaks, and comes back by itself.

/** @typedef {import("./log.js").Log} Log */

const PAUSE_MIN = 1000;
const PAUSE_MAX = 30000;

/**
 * Follows the conversation of the page. The returned function (re)connects if nothing is open.
 * @param {Log} log
 * @returns {{ connect: () => void, isOpen: () => boolean }}
 */
export function follow(log) {
  const url = log.element.dataset.events ?? "/chat/events";
  /** @type {EventSource | null} */
  let source = null;
  let pause = PAUSE_MIN;
  let timer = 0;
  let wasLost = false;

  function connect() {
    if (source && source.readyState !== EventSource.CLOSED) return;
    clearTimeout(timer);
    const joint = url.includes("?") ? "&" : "?";
    source = new EventSource(`${url}${joint}after=${log.seen}`);
    source.addEventListener("open", opened);
    source.addEventListener("error", broken);
    source.addEventListener("message", (event) => log.add(event.data, Number(event.lastEventId)));
    source.addEventListener("state", (event) => showState(event.data));
    source.addEventListener("erased", erased);
  }

  function opened() {
    pause = PAUSE_MIN;
    if (wasLost) say("back");
    wasLost = false;
  }

  function broken() {
    const isOver = source?.readyState === EventSource.CLOSED;
    if (log.seen === 0 && isOver && !wasLost) return;
    if (!wasLost) say(navigator.onLine ? "lost" : "offline");
    wasLost = true;
    if (!isOver) return;
    clearTimeout(timer);
    timer = setTimeout(connect, pause / 2 + Math.random() * pause);
    pause = Math.min(pause * 2, PAUSE_MAX);
  }

  function erased() {
    source?.close();
    location.assign(location.pathname + location.search);
  }

  window.addEventListener("online", connect);
  window.addEventListener("offline", () => {
    wasLost = true;
    say("offline");
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") connect();
  });
  if (log.seen > 0) connect();
  return { connect, isOpen: () => source?.readyState === EventSource.OPEN };
}

/** @param {string} markup */
function showState(markup) {
  const panel = document.getElementById("state");
  if (!panel || panel.innerHTML.trim() === markup.trim()) return;
  const hadFocus = panel.contains(document.activeElement);
  panel.innerHTML = markup;
  if (hadFocus) document.getElementById("text")?.focus();
}

/**
 * Says the state of the connection in the status line; good news goes away again.
 * @param {"lost" | "back" | "offline"} state
 */
function say(state) {
  const line = document.getElementById("connection");
  if (!line) return;
  line.dataset.state = state;
  line.textContent = line.dataset[state] ?? "";
  if (state === "back") {
    setTimeout(() => {
      if (line.dataset.state === "back") line.textContent = "";
    }, 6000);
  }
}
