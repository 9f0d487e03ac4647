// Saves each row of a table of slips by itself: when its typist leaves it, and after a pause. What is not saved
// yet stays on this device, without addresses, and is sent when the line is back. Element: data-url, data-kept.
import { changed } from "./typed.js";
import { hear, keys } from "./slip-keys.js";

const PAUSE = 2500;
const AGAIN = 5000;
const DAYS = 7 * 24 * 3600 * 1000;
const FIELDS = ["slip", "goes", "title", "text", "place", "name", "consent", "contact", "reach"];
const HIDDEN = ["key", "revision", "same"];
const hex = (length) => [...crypto.getRandomValues(new Uint8Array(length))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

export function mount(place) {
  const words = place.dataset;
  const form = place.closest("form");
  const list = form.querySelector("[data-rows]");
  const status = place.querySelector("[role=status]");
  const stored = `pb-words:${words.kept}`;
  const page = hex(6);
  const storage = `${stored}#${page}`;
  const rows = new Map();
  let sending = null;

  const part = (row, name) => row.querySelector(`[name$="-${name}"]`);
  const value = (row, name) => (name === "consent" ? (part(row, name).checked ? "y" : "") : part(row, name).value);
  function put(row, name, said) {
    const field = part(row, name);
    if (name === "consent") { field.checked = Boolean(said); } else { field.value = said ?? ""; }
  }

  // What the device keeps: rows that are not saved, and never how somebody is reached.
  function keep() {
    const open = {};
    for (const [row, state] of rows) {
      if (state.dirty) { open[value(row, "key")] = Object.fromEntries([...HIDDEN, ...FIELDS].filter((name) => name !== "reach").map((name) => [name, value(row, name)])); }
    }
    try {
      if (Object.keys(open).length) { localStorage.setItem(storage, JSON.stringify({ at: Date.now(), sent: false, words: {}, rows: open })); } else { localStorage.removeItem(storage); }
    } catch { /* full, or not allowed */ }
  }

  function say(row, text, aloud) {
    row.querySelector("[data-said]").textContent = text;
    if (aloud && text && status.textContent !== text) { status.textContent = text; }
  }

  function mark(row, wrong, told) {
    for (const old of row.querySelectorAll("[data-wrong]")) { old.remove(); }
    for (const group of row.querySelectorAll(".govuk-form-group--error")) { group.classList.remove("govuk-form-group--error"); }
    for (const field of FIELDS.map((name) => part(row, name))) { field.removeAttribute("aria-invalid"); }
    for (const [name, text] of Object.entries(wrong)) {
      const field = part(row, name);
      const note = document.createElement("p");
      note.dataset.wrong = "";
      note.className = "govuk-error-message";
      note.textContent = text;
      if (field?.type !== "hidden" && field) {
        note.id = `${field.id}-wrong`;
        field.setAttribute("aria-describedby", note.id);
        if (told) { field.setAttribute("aria-invalid", "true"); }
        (field.closest(".govuk-checkboxes") ?? field).before(note);
      } else { row.querySelector("[data-said]").after(note); }
    }
    for (const old of row.querySelectorAll(".govuk-error-message:not([data-wrong])")) { old.remove(); }
  }

  function dirty(row) {
    const state = rows.get(row);
    state.dirty = true;
    state.version += 1;
    say(row, words.waits);
    clearTimeout(state.timer);
    state.timer = setTimeout(() => save(row), PAUSE);
    keep();
  }

  // Both texts of a row that somebody else changed; one press chooses.
  function clash(row, said) {
    const notes = row.querySelector("[data-notes]");
    notes.innerHTML = said.clash;
    const mine = () => { put(row, "revision", said.revision); rows.get(row).clash = false; notes.innerHTML = ""; dirty(row); save(row, true); part(row, "slip").focus(); };
    notes.querySelector("[data-mine]").addEventListener("click", mine);
    notes.querySelector("[data-theirs]").addEventListener("click", () => {
      for (const [name, each] of Object.entries(said.theirs)) { put(row, name, each); }
      mine();
    });
    rows.get(row).clash = true;
  }

  async function post(row, body) {
    body.set("window", page);
    const answer = await fetch(words.url, { method: "POST", body, redirect: "manual" });
    if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 400) { return { signedOut: true }; }
    if (answer.status >= 500 || answer.status === 429) { throw new Error("not now"); }
    return { ok: answer.ok, said: await answer.json() };
  }

  async function token() {
    const answer = await fetch("/desk/stall/token.json", { cache: "no-store", redirect: "manual" });
    if (answer.ok) { form.querySelector("[name=csrf_token]").value = (await answer.json()).token; }
    return answer.ok;
  }

  function body(row) {
    const sent = new FormData();
    for (const name of [...HIDDEN, ...FIELDS]) { if (value(row, name) || name !== "consent") { sent.set(name, value(row, name)); } }
    sent.set("csrf_token", form.querySelector("[name=csrf_token]").value);
    return sent;
  }

  // One row at a time, so that answers come in the order of what was typed.
  async function save(row, aloud = false) {
    const state = rows.get(row);
    clearTimeout(state.timer);
    if (!state.dirty || state.clash) { return; }
    const before = sending;
    let free;
    sending = new Promise((done) => { free = done; });
    await before;
    try { if (state.dirty && !state.clash) { await sendRow(row, state, aloud); } } finally { keep(); free(); }
  }

  async function sendRow(row, state, aloud) {
    const version = state.version;
    let answer;
    try {
      answer = await post(row, body(row));
      if (answer.signedOut && await token()) { answer = await post(row, body(row)); }
    } catch {
      say(row, words.unsaved, !state.told);
      state.told = true;
      state.timer = setTimeout(() => save(row), AGAIN);
      return;
    }
    state.told = false;
    if (answer.signedOut) {
      say(row, words.signedOut, true);
      state.timer = setTimeout(() => save(row), AGAIN);
      return;
    }
    const said = answer.said;
    if (said.theirs) { clash(row, said); say(row, words.mend, true); return; }
    if (!answer.ok) { mark(row, said.wrong, true); say(row, words.mend, true); return; }
    if (said.revision) { put(row, "revision", said.revision); }
    if (state.version !== version) { state.timer = setTimeout(() => save(row), PAUSE); return; }
    state.dirty = false;
    if (value(row, "reach")) { put(row, "reach", ""); }
    row.querySelector("[data-sealed]").hidden = !said.sealed;
    row.querySelector("[data-notes]").innerHTML = said.notes ?? "";
    row.querySelector("[data-like]").innerHTML = said.like ?? "";
    mark(row, said.missing ?? {}, false);
    say(row, said.said, aloud);
  }

  function adopt(row, version = 0) {
    rows.set(row, { dirty: false, version, clash: false });
    const contact = part(row, "contact");
    const reach = part(row, "reach").closest(".govuk-form-group");
    const fold = () => { reach.hidden = contact.value === "none"; };
    contact.addEventListener("change", fold);
    fold();
  }

  function add() {
    const last = [...rows.keys()].at(-1);
    const index = rows.size;
    const held = document.createElement("div");
    held.innerHTML = document.getElementById("slip-row").innerHTML.replaceAll("{index}", index).replaceAll("{count}", index + 1);
    const row = held.firstElementChild;
    list.append(row);
    put(row, "key", hex(12));
    if (last) { put(row, "goes", value(last, "goes")); }
    adopt(row);
    return row;
  }

  const isEmpty = (row) => !value(row, "revision") && !["slip", "title", "text", "name"].some((name) => value(row, name));
  const all = () => Promise.all([...rows.keys()].map((row) => save(row, true)));
  for (const row of list.querySelectorAll("[data-row]")) { adopt(row); }
  restore();
  for (const [row, state] of rows) { if (!state.dirty && FIELDS.some((name) => changed(part(row, name)))) { dirty(row); } }
  list.addEventListener("input", (event) => { const row = event.target.closest("[data-row]"); if (row) { dirty(row); } });
  list.addEventListener("focusout", (event) => { const row = event.target.closest("[data-row]"); if (row && !row.contains(event.relatedTarget)) { save(row, true); } });
  list.addEventListener("click", (event) => {
    const same = event.target.closest("[data-same]");
    if (same) { const row = same.closest("[data-row]"); put(row, "same", same.dataset.same); dirty(row); save(row, true); part(row, "text").focus(); }
  });
  window.addEventListener("online", all);
  window.addEventListener("pagehide", () => {
    keep();
    for (const [row, state] of rows) { if (state.dirty && !state.clash) { const sent = body(row); sent.set("window", page); fetch(words.url, { method: "POST", body: sent, keepalive: true }).catch(() => {}); } }
  });
  window.addEventListener("beforeunload", (event) => { if ([...rows].some(([row, state]) => state.dirty && value(row, "reach"))) { event.preventDefault(); } });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    await all();
    const open = [...rows].find(([, state]) => state.dirty);
    if (open) { part(open[0], "slip").focus(); } else { status.textContent = words.all; }
  });
  hear(list, { next: (row) => { const known = [...rows.keys()]; return known[known.indexOf(row) + 1] ?? add(); }, fields: (row) => keys(row) });
  document.getElementById("slip-keys").hidden = false;

  // What did not go through when this page, or another tab of it, was closed.
  function restore() {
    let held = [];
    try {
      held = Object.keys(localStorage).filter((key) => key === stored || key.startsWith(`${stored}#`));
    } catch { return; /* not allowed */ }
    for (const key of held) {
      let kept = null;
      try { kept = JSON.parse(localStorage.getItem(key)); } catch { /* broken */ }
      localStorage.removeItem(key);
      if (kept?.rows && Date.now() - kept.at < DAYS) { for (const each of Object.values(kept.rows)) { putBack(each); } }
    }
  }

  function putBack(each) {
    const known = [...rows.keys()];
    const row = known.find((one) => value(one, "key") === each.key) ?? known.find(isEmpty) ?? add();
    for (const name of [...HIDDEN, ...FIELDS]) { if (name in each) { put(row, name, each[name]); } }
    part(row, "contact").dispatchEvent(new Event("change"));
    dirty(row);
    save(row);
    status.textContent = words.back;
  }
}
