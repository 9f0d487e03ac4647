// Copies the code or the text named by data-for. The button is hidden where this file does not run.
export function mount(button) {
  const code = document.getElementById(button.dataset.for);
  if (!navigator.clipboard || !code) { return; }
  button.hidden = false;
  button.addEventListener("click", async () => {
    const groups = [...code.querySelectorAll("bdi")].map((group) => group.textContent);
    await navigator.clipboard.writeText(groups.join("-") || code.textContent);
    const before = button.textContent;
    button.textContent = button.dataset.copied;
    setTimeout(() => { button.textContent = before; }, 3000);
  });
}
