// Saves each row of a table of slips by itself: when its typist leaves it, and after a pause. What is not saved
// yet stays on this device, without addresses, and is sent when the line is back. Element: data-url, data-kept.
import { changed } from "./typed.js";
import { hear, keys } from "./slip-keys.js";
import { FIELDS, fill, fold, hex, isEmpty, mark, newRow, part, put, showClash, showSaved, value } from "./slip-rows.js";
import { keeper, sender } from "./slip-send.js";

const PAUSE = 2500;
const AGAIN = 5000;

export function mount(place) {
  const words = place.dataset;
  const form = place.closest("form");
  const list = form.querySelector("[data-rows]");
  const status = place.querySelector("[role=status]");
  const page = hex(6);
  const { send, last } = sender(words.url, form, page);
  const store = keeper(words.kept, page);
  const rows = new Map();
  let sending = null;

  const unsaved = () => [...rows].filter(([, state]) => state.dirty).map(([row]) => row);
  const rowOf = (event) => event.target.closest("[data-row]");
  function say(row, text, aloud) {
    row.querySelector("[data-said]").textContent = text;
    if (aloud && text && status.textContent !== text) { status.textContent = text; }
  }

  function later(row, state, pause) { clearTimeout(state.timer); state.timer = setTimeout(() => save(row), pause); }
  function dirty(row) {
    const state = rows.get(row);
    Object.assign(state, { dirty: true, version: state.version + 1 });
    say(row, words.waits);
    later(row, state, PAUSE);
    store.keep(unsaved());
  }

  // One row at a time, so that answers come in the order of what was typed.
  async function save(row, aloud = false) {
    const [state, before] = [rows.get(row), sending];
    clearTimeout(state.timer);
    sending = (async () => { await before?.catch(() => {}); if (state.dirty && !state.clash) { await sendRow(row, state, aloud); } })().finally(() => store.keep(unsaved()));
    await sending;
  }

  function notYet(row, state, text) { say(row, text, !state.told); state.told = true; later(row, state, AGAIN); }
  async function sendRow(row, state, aloud) {
    const version = state.version;
    const answer = await send(row).catch(() => null);
    if (!answer) { notYet(row, state, words.unsaved); return; }
    if (answer.signedOut) { notYet(row, state, words.signedOut); return; }
    const { ok, said } = answer;
    state.told = false;
    if (!ok) { say(row, words.mend, true); }
    if (said.theirs) { state.clash = true; showClash(row, said, () => { state.clash = false; dirty(row); save(row, true); }); return; }
    if (!ok) { mark(row, said.wrong, true); return; }
    if (said.revision) { put(row, "revision", said.revision); }
    if (state.version !== version) { later(row, state, PAUSE); return; }
    state.dirty = false;
    showSaved(row, said);
    say(row, said.said, aloud);
  }

  function adopt(row) { rows.set(row, { dirty: false, version: 0, clash: false }); fold(row); }
  function add() {
    adopt(newRow(list, rows.size, [...rows.keys()].at(-1)));
    return [...rows.keys()].at(-1);
  }

  function putBack(each) {
    const known = [...rows.keys()];
    const row = known.find((one) => value(one, "key") === each.key) ?? known.find(isEmpty) ?? add();
    fill(row, each);
    dirty(row);
    save(row);
    status.textContent = words.back;
  }

  const all = () => Promise.all(unsaved().map((row) => save(row, true)));
  for (const row of list.querySelectorAll("[data-row]")) { adopt(row); }
  for (const each of store.take()) { putBack(each); }
  for (const [row, state] of rows) { if (!state.dirty && FIELDS.some((name) => changed(part(row, name)))) { dirty(row); } }
  list.addEventListener("input", (event) => { if (rowOf(event)) { dirty(rowOf(event)); } });
  list.addEventListener("focusout", (event) => { const row = rowOf(event); if (row && !row.contains(event.relatedTarget) && rows.get(row).dirty) { save(row, true); } });
  list.addEventListener("click", (event) => {
    const same = event.target.closest("[data-same]");
    if (same) { const row = rowOf(event); put(row, "same", same.dataset.same); dirty(row); save(row, true); part(row, "text").focus(); }
  });
  window.addEventListener("online", all);
  window.addEventListener("pagehide", () => { store.keep(unsaved()); for (const row of unsaved()) { if (!rows.get(row).clash) { last(row); } } });
  window.addEventListener("beforeunload", (event) => { if (unsaved().some((row) => value(row, "reach"))) { event.preventDefault(); } });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    await all();
    const open = unsaved()[0];
    if (open) { part(open, "slip").focus(); } else { status.textContent = words.all; }
  });
  hear(list, { next: (row) => { const known = [...rows.keys()]; return known[known.indexOf(row) + 1] ?? add(); }, fields: keys });
  document.getElementById("slip-keys").hidden = false;
}
