// @ts-check
// Forms that ask the first question: a script only keeps them from being sent twice by a double click.

for (const form of document.querySelectorAll("form[data-ask]")) {
  form.addEventListener("submit", (event) => {
    if (form.hasAttribute("data-sent")) {
      event.preventDefault();
      return;
    }
    form.setAttribute("data-sent", "");
    const submitter = /** @type {SubmitEvent} */ (event).submitter;
    submitter?.setAttribute("aria-disabled", "true");
  });
}

// Coming back with the browser's button: the form may be sent again, with the same id and so without doubling.
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-ask]")) {
    form.removeAttribute("data-sent");
    for (const button of form.querySelectorAll("button")) button.removeAttribute("aria-disabled");
  }
});
