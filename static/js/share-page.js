// Hands the address of this page to other programs, or copies it. The button is hidden where neither works.
export function mount(button) {
  const url = button.dataset.url;
  if (!navigator.share && !navigator.clipboard) { return; }
  button.hidden = false;
  button.addEventListener("click", async () => {
    if (navigator.share) {
      try { await navigator.share({ title: document.title, url }); } catch { /* whoever closed it again meant to */ }
      return;
    }
    await navigator.clipboard.writeText(url);
    const before = button.textContent;
    button.textContent = button.dataset.copied;
    setTimeout(() => { button.textContent = before; }, 3000);
  });
}
