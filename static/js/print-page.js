// Prints this page. The button is hidden where this file does not run.
export function mount(button) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
