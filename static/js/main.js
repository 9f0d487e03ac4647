// Binds each element that names a module to it. Every page works without this file.
const modules = new Set([
  "character-count", "choice-counter", "copy-code", "error-summary", "keep-choices", "keep-draft", "keep-words", "kiosk-idle", "kiosk-wipe", "letter-code", "own-order", "own-receipt",
  "own-tracker", "print-page", "receipt-check", "receipt-tracker",
  "seal-vote", "share-page", "similar-ideas", "slip-table", "stall",
]);

document.documentElement.classList.add("has-js");
try { if (localStorage.length) { import("./keep-words.js").then((module) => module.sweep()); } } catch { /* not allowed */ }
for (const element of document.querySelectorAll("[data-module]")) {
  const name = element.dataset.module.replace(/^govuk-/, "");
  if (modules.has(name)) {
    import(`./${name}.js`).then((module) => module.mount(element));
  }
}
