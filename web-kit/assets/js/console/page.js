// What all modules of the desk share: its elements, its words, speaking, and posting.

/** @type {HTMLElement} */
export const desk = document.querySelector("[data-desk]");

/** The conversation that is open, if one is. @returns {string | undefined} */
export const openConversation = () => desk.dataset.conversation;

/**
 * The words the server gave for a situation, with a number put in.
 * @param {string} name @param {number | string} [number]
 */
export function words(name, number = "") {
  const key = "say" + name[0].toUpperCase() + name.slice(1);
  return (desk.dataset[key] ?? "").replace("{n}", String(number));
}

/**
 * Says something on the polite status line. What only confirms goes after a while, what still holds stays.
 * @param {string} text @param {"passing" | "staying"} [how]
 */
export function say(text, how = "passing") {
  const line = desk.querySelector("[data-status]");
  line.textContent = text;
  if (how === "passing") setTimeout(() => line.textContent === text && line.replaceChildren(), 10000);
}

/**
 * Posts a form's fields as a script. Rejects only when the network does.
 * @param {string} url @param {Record<string, string>} fields
 */
export function post(url, fields) {
  const body = new URLSearchParams({ csrf: desk.dataset.csrf, ...fields });
  const headers = { "X-Fragment": "1", Accept: "application/json, text/html" };
  return fetch(url, { method: "POST", body, headers, credentials: "same-origin" });
}

/**
 * Markup made by our own templates as elements.
 * @param {string} html
 */
export function elements(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.content;
}

/** Whether the page may remember something in this browser. @param {Storage | undefined} storage */
function usable(storage) {
  try {
    storage.setItem("amtslotse-probe", "1");
    storage.removeItem("amtslotse-probe");
    return storage;
  } catch {
    return undefined;
  }
}
export const forThisTab = usable(globalThis.sessionStorage);
export const forThisBrowser = usable(globalThis.localStorage);
