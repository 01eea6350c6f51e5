// @ts-check
// The draft survives a reload and a broken connection: in this tab only, gone with it, and gone when it is sent.

const KEY = "draft";

/**
 * @param {HTMLFormElement} form
 * @returns {{ forget: () => void }}
 */
export function keepDraft(form) {
  const input = form.elements.namedItem("text");
  if (!(input instanceof HTMLTextAreaElement)) return { forget() {} };
  const kept = read();
  if (kept && input.value === "") {
    input.value = kept;
    input.dispatchEvent(new Event("input", { bubbles: true }));
  }
  input.addEventListener("input", () => write(input.value));
  return { forget: forgetDraft };
}

/** Forgets the draft of this tab. */
export function forgetDraft() {
  write("");
}

function read() {
  try {
    return sessionStorage.getItem(KEY) ?? "";
  } catch {
    return "";
  }
}

/** @param {string} text */
function write(text) {
  try {
    if (text) sessionStorage.setItem(KEY, text);
    else sessionStorage.removeItem(KEY);
  } catch {
    // Storage is switched off: then there is no draft to keep.
  }
}
