// @ts-check
// The launcher for other sites: <script src="https://…/widget.js" defer></script> puts a button on the page that opens
// the conversation in a frame. It reads nothing of the page but its path and language, and stores nothing.

(() => {
  const script = /** @type {HTMLScriptElement | null} */ (document.currentScript);
  if (!script || document.getElementById("amtslotse-widget")) return;
  const origin = new URL(script.src).origin;
  const wanted = script.dataset.lang ?? document.documentElement.lang;
  const words = wanted.startsWith("en")
    ? { open: "Ask the city", close: "Close conversation", frame: "Conversation with the city administration" }
    : { open: "Fragen Sie die Stadt", close: "Gespräch schließen", frame: "Gespräch mit der Stadtverwaltung" };

  const host = document.createElement("div");
  host.id = "amtslotse-widget";
  const root = host.attachShadow({ mode: "closed" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`
    :host { all: initial; }
    * { box-sizing: border-box; font: 600 1rem/1.2 "Fira Sans", system-ui, sans-serif; }
    button { display: inline-flex; align-items: center; gap: .625rem; min-height: 3.25rem; padding: .5rem 1.375rem;
      border: 2px solid #fff; border-radius: 1.75rem; background: #152e66; color: #fff; cursor: pointer;
      box-shadow: 0 .25rem 1.25rem rgb(10 20 50 / .35); }
    button:focus-visible { outline: 3px solid #ffcf33; outline-offset: 3px; }
    .launcher { position: fixed; inset-block-end: 1rem; inset-inline-end: 1rem; z-index: 2147483000; }
    .panel { position: fixed; inset-block-end: 5.25rem; inset-inline-end: 1rem; z-index: 2147483000;
      inline-size: min(27rem, calc(100vw - 2rem)); block-size: min(44rem, calc(100dvh - 6.5rem));
      border: 1px solid #8a93ad; border-radius: 1rem; overflow: hidden; background: Canvas;
      box-shadow: 0 .75rem 3rem rgb(10 20 50 / .35); }
    .panel[hidden] { display: none; }
    iframe { display: block; inline-size: 100%; block-size: 100%; border: 0; }
    @media (max-width: 30rem) { .panel { inset-inline: .5rem; inline-size: auto; } }
    @media print { :host { display: none; } }
  `);
  root.adoptedStyleSheets = [sheet];

  const panel = document.createElement("div");
  panel.className = "panel";
  panel.id = "panel";
  panel.setAttribute("role", "region");
  panel.setAttribute("aria-label", words.frame);
  panel.hidden = true;

  const button = document.createElement("button");
  button.type = "button";
  button.className = "launcher";
  button.setAttribute("aria-expanded", "false");
  button.setAttribute("aria-controls", "panel");
  button.textContent = words.open;
  root.append(panel, button);

  /** @type {HTMLIFrameElement | null} */
  let frame = null;

  function open() {
    if (!frame) {
      frame = document.createElement("iframe");
      frame.title = words.frame;
      const lang = wanted.startsWith("en") ? "en" : "de";
      const page = encodeURIComponent(location.pathname);
      frame.src = `${origin}/chat?frame=1&lang=${lang}&page=${page}`;
      panel.append(frame);
    }
    panel.hidden = false;
    button.textContent = words.close;
    button.setAttribute("aria-expanded", "true");
    frame.focus();
  }

  function close() {
    panel.hidden = true;
    button.textContent = words.open;
    button.setAttribute("aria-expanded", "false");
    button.focus();
  }

  button.addEventListener("click", () => (panel.hidden ? open() : close()));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !panel.hidden) close();
  });
  document.body.append(host);
})();
