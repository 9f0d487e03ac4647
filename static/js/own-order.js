// Shuffles projects in an order of this browser's own: the same on every page and every visit.
// On the list: data-module="own-order", data-round, data-note (id of the sentence about the order, whose
// data-own is for this order); on each item data-n, its number. Without this file the server's order stays.
const KEY = "pb-order";

// A number of this browser that says nothing about anybody and is never sent.
function seed() {
  try {
    const kept = localStorage.getItem(KEY);
    if (kept) { return kept; }
    const made = crypto.getRandomValues(new Uint32Array(2)).join("-");
    localStorage.setItem(KEY, made);
    return made;
  } catch {
    return null;
  }
}

// FNV-1a with a last stir, so that numbers next to each other land far apart.
function place(text) {
  let hash = 2166136261;
  for (const letter of text) { hash = Math.imul(hash ^ letter.codePointAt(0), 16777619); }
  hash = Math.imul(hash ^ hash >>> 16, 2246822507);
  hash = Math.imul(hash ^ hash >>> 13, 3266489909);
  return (hash ^ hash >>> 16) >>> 0;
}

export function mount(list) {
  const own = seed();
  // Nothing moves under the finger of somebody who has begun.
  if (!own || list.contains(document.activeElement)) { return; }
  const at = (item) => place(`${own}|${list.dataset.round}|${item.dataset.n}`);
  list.append(...[...list.children].sort((one, other) => at(one) - at(other) || one.dataset.n - other.dataset.n));
  const note = document.getElementById(list.dataset.note);
  if (note) { note.textContent = note.dataset.own; }
}
