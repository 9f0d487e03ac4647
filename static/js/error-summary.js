// Moves focus to what is wrong, so that a screen reader starts there.
export function mount(summary) {
  if (!summary.dataset.unfocused) {
    summary.setAttribute("tabindex", "-1");
    summary.focus();
  }
  summary.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    const field = link && document.getElementById(link.hash.slice(1));
    if (field) {
      event.preventDefault();
      field.focus({ preventScroll: true });
      (field.closest(".govuk-form-group") || field).scrollIntoView();
    }
  });
}
