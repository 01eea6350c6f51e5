// The clerk's desk in the browser. Everything here also works by plain forms; this makes it live.
import { openConversation, post } from "./page.js";
import { startDrafts } from "./drafts.js";
import { startKeys } from "./keys.js";
import { signedOut, startLive } from "./live.js";
import { startNotices } from "./notices.js";
import { startReplies } from "./reply.js";

/** Saying whether one is there must not close the open conversation. */
function startPresence() {
  const form = document.querySelector("[data-presence]");
  form.addEventListener("submit", async (event) => {
    if (!openConversation()) return;
    event.preventDefault();
    const pressed = event.submitter;
    const response = await post(form.action, { state: pressed.value }).catch(() => undefined);
    if (response?.status === 401) return signedOut();
    if (!response?.ok) return;
    for (const button of form.querySelectorAll("button")) {
      button.setAttribute("aria-pressed", String(button === pressed));
    }
  });
}

startPresence();
startDrafts();
startReplies();
startNotices();
startKeys();
startLive();
