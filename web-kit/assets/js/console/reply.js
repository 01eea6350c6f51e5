// Sending a reply without leaving the page. The text leaves the field only when the hub has it; the id of the reply
// stays the same until then, so that sending again changes nothing twice.
import { desk, post, say, words } from "./page.js";
import { dropDraft, keepDraft } from "./drafts.js";
import { refreshPanel, signedOut } from "./live.js";

/** @param {HTMLFormElement} form */
async function send(form) {
  const button = form.querySelector("button");
  const area = form.querySelector("textarea");
  if (button.getAttribute("aria-disabled") === "true") return;
  keepDraft();
  button.setAttribute("aria-disabled", "true");
  try {
    const response = await post(form.action, { message: form.elements["message"].value, text: area.value });
    if (response.ok) await sent(form, await response.json());
    else if (response.status === 401) signedOut();
    else refused(form, await detail(response));
  } catch {
    refused(form, words("failed"));
  } finally {
    button.removeAttribute("aria-disabled");
  }
}

/** @param {HTMLFormElement} form @param {{sequence: number, next: string}} answer */
async function sent(form, answer) {
  form.elements["message"].value = answer.next;
  form.querySelector("textarea").value = "";
  form.querySelector("[data-reply-problem]").hidden = true;
  dropDraft();
  say(words("sent"));
  form.querySelector("textarea").focus();
  setTimeout(() => {
    if (Number(desk.dataset.sequence) < answer.sequence) refreshPanel();
  }, 2000);
}

/** @param {HTMLFormElement} form @param {string} text */
function refused(form, text) {
  const problem = form.querySelector("[data-reply-problem]");
  problem.textContent = text;
  problem.hidden = false;
  form.querySelector("textarea").focus();
}

/** @param {Response} response */
async function detail(response) {
  try {
    return (await response.json()).detail ?? words("failed");
  } catch {
    return words("failed");
  }
}

export function startReplies() {
  desk.addEventListener("submit", (event) => {
    const form = /** @type {HTMLFormElement} */ (event.target);
    if (!form.matches("[data-reply]")) return;
    event.preventDefault();
    send(form);
  });
  desk.addEventListener("keydown", (event) => {
    const isSend = event.key === "Enter" && (event.ctrlKey || event.metaKey);
    if (isSend && event.target.matches("[data-reply] textarea")) {
      event.preventDefault();
      event.target.form.requestSubmit();
    }
  });
}
