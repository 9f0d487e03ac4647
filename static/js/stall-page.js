// Parts of the page of a stall: what the device keeps of it, the slip, and what waits.
import { HOURS, drop, open, waiting } from "./stall-store.js";
import { counted, fill } from "./words.js";

const grouped = (code) => code.match(/.{1,4}/g).join("-");

export async function keepPage() {
  await navigator.serviceWorker.register("/desk/stall/worker.js");
  await navigator.serviceWorker.ready;
  const files = [...document.querySelectorAll("link[rel=stylesheet], link[rel=icon]")].map((link) => link.href);
  const scripts = performance.getEntriesByType("resource").map((each) => each.name).filter((url) => url.includes("/js/"));
  const kept = await caches.open("pb-stall");
  await kept.addAll(["/desk/stall/", ...new Set([...files, ...scripts])]);
}

// The rows of the slip, from its templates.
export function slipRows(part, words) {
  const rows = [...part.querySelectorAll("template")].map((row) => row.content.cloneNode(true));
  for (const row of rows) { row.querySelector("dd").textContent = grouped(words[row.querySelector("dd").dataset.of]); }
  return rows;
}

// What waits, each with its buttons; `acts` are what they do, by name.
export async function list(page, acts) {
  const part = (name) => page.querySelector(`[data-part=${name}]`);
  const { entries, gone } = await waiting();
  if (gone) { part("status").textContent = counted(page.dataset.sayGone, gone); }
  part("count").textContent = counted(page.dataset.sayWaiting, entries.length);
  const soon = entries.filter((entry) => Date.now() - entry.at > (HOURS - 12) * 3600000).length;
  part("soon").textContent = soon ? counted(page.dataset.saySoon, soon) : "";
  part("entries").replaceChildren(...entries.map((entry) => {
    const row = part("entry").content.cloneNode(true);
    row.querySelector("[data-of=reference]").textContent = grouped(entry.reference);
    row.querySelector("[data-of=why]").textContent = entry.why;
    for (const button of row.querySelectorAll("[data-do]")) {
      button.addEventListener("click", () => acts[button.dataset.do](entry));
    }
    return row;
  }));
}

// Throws one away, if whoever presses says so twice.
export async function throwAway(page, entry) {
  if (confirm(fill(page.dataset.sayDrop, { reference: grouped(entry.reference) }))) { await drop(entry.id); }
}

// Puts the words of an entry back into the form.
export async function fillIn(form, key, entry) {
  const words = await open(key, entry);
  form.reset();
  for (const [name, value] of Object.entries(words)) {
    const field = form.elements.namedItem(name);
    if (field?.type === "checkbox") { field.checked = true; } else if (field) { field.value = value; }
  }
  return words;
}
