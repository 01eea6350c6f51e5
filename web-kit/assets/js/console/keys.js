// Every action by key. Keys never act while somebody is writing, and can be turned off (WCAG 2.1.4).
import { desk, forThisBrowser } from "./page.js";
import { field } from "./drafts.js";

const OFF = "amtslotse-console-keys-off";
const dialog = () => /** @type {HTMLDialogElement} */ (document.querySelector("[data-keys]"));
const rows = () => [...desk.querySelectorAll("[data-row]")];

/** @param {number} step */
function move(step) {
  const all = rows();
  const here = all.indexOf(document.activeElement);
  const from = here >= 0 ? here : all.findIndex((row) => row.getAttribute("aria-current"));
  all[Math.min(Math.max(from + step, 0), all.length - 1)]?.focus();
}

/** Opens a folded action and goes to its first field, so that a second key press decides. @param {string} name */
function unfold(name) {
  const details = desk.querySelector(`[data-${name}]`);
  if (!details) return;
  details.open = true;
  details.querySelector("form :is(input:not([type=hidden]), button)").focus();
  details.scrollIntoView({ block: "nearest" });
}

/** @type {Record<string, () => void>} */
const ACTIONS = {
  "?": () => dialog().showModal(),
  j: () => move(1),
  k: () => move(-1),
  a: () => desk.querySelector("[data-accept]")?.requestSubmit(),
  d: () => unfold("decline"),
  r: () => field()?.focus(),
  b: () => unfold("hand-back"),
  c: () => unfold("close"),
};

/** @param {KeyboardEvent} event */
function pressed(event) {
  const target = /** @type {HTMLElement} */ (event.target);
  const isWriting = target.matches("textarea, select, [contenteditable], input:not([type=radio], [type=checkbox])");
  if (event.key === "Escape" && target === field()) return target.blur();
  const isPlain = !event.ctrlKey && !event.altKey && !event.metaKey && !event.repeat;
  if (isWriting || !isPlain || dialog().open || forThisBrowser?.getItem(OFF) === "yes") return;
  const action = /^[1-9]$/.test(event.key) ? () => rows()[Number(event.key) - 1]?.click() : ACTIONS[event.key];
  if (!action) return;
  event.preventDefault();
  action();
}

export function startKeys() {
  const button = desk.querySelector("[data-keys-open]");
  button.hidden = false;
  button.addEventListener("click", () => dialog().showModal());
  const isOn = dialog().querySelector("[data-keys-on]");
  isOn.checked = forThisBrowser?.getItem(OFF) !== "yes";
  isOn.addEventListener("change", () => forThisBrowser?.setItem(OFF, isOn.checked ? "no" : "yes"));
  document.addEventListener("keydown", pressed);
}
