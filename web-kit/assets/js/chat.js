// @ts-check
// The conversation page: joins sending, the live stream and the draft. Without this script the page works by itself.

import { keepDraft } from "./draft.js";
import { Log } from "./log.js";
import { follow } from "./live.js";
import { sendForms } from "./send.js";
import { watchComposer } from "./composer.js";

const element = document.getElementById("log");
if (element) {
  const log = new Log(element);
  const live = follow(log);
  const composer = document.querySelector("form[data-composer]");
  if (composer instanceof HTMLFormElement) {
    const draft = keepDraft(composer);
    const count = watchComposer(composer);
    sendForms(log, live, () => {
      draft.forget();
      count();
    });
  }
  log.begin();
}
