// Unsent replies survive: kept in this tab, one for each conversation, until they are sent.
import { desk, forThisTab, openConversation, say, words } from "./page.js";

const key = () => `amtslotse-draft:${openConversation()}`;

/** @returns {HTMLTextAreaElement | null} */
export const field = () => desk.querySelector("[data-reply] textarea");

export function keepDraft() {
  const text = field()?.value ?? "";
  if (text) forThisTab?.setItem(key(), text);
  else forThisTab?.removeItem(key());
}

export function dropDraft() {
  forThisTab?.removeItem(key());
}

/** Puts a kept draft back into an empty field. */
export function restoreDraft() {
  const area = field();
  const text = forThisTab?.getItem(key());
  if (!area || !text || area.value) return;
  area.value = text;
  say(words("draft"));
}

export function startDrafts() {
  restoreDraft();
  desk.addEventListener("input", (event) => {
    if (event.target === field()) keepDraft();
  });
}
