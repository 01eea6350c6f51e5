// @ts-check
// The field for messages: Enter sends, Shift and Enter begins a new line, the rest of the allowed length is shown.

/** Below this many characters left the number is shown. */
const SHOW_FROM = 200;

/**
 * @param {HTMLFormElement} form
 * @returns {() => void} counts again
 */
export function watchComposer(form) {
  const input = form.elements.namedItem("text");
  const count = document.getElementById("count");
  if (!(input instanceof HTMLTextAreaElement) || !count) return () => {};
  const max = Number(input.dataset.max ?? "2000");

  function update() {
    const left = max - Array.from(input.value).length;
    const words = left < 0 ? count.dataset.overWords : count.dataset.left;
    count.textContent = left > SHOW_FROM ? "" : (words ?? "").replace("{count}", String(Math.abs(left)));
    count.toggleAttribute("data-over", left < 0);
    grow(input);
  }

  input.addEventListener("input", update);
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    if (matchMedia("(pointer: coarse)").matches) return;
    event.preventDefault();
    form.requestSubmit();
  });
  update();
  return update;
}

/** Browsers without `field-sizing` grow the field by its rows. @param {HTMLTextAreaElement} input */
function grow(input) {
  if (CSS.supports("field-sizing", "content")) return;
  input.rows = Math.min(6, Math.max(1, input.value.split("\n").length));
}
