// Long texts stay on the device until they are sent. Without this file nothing is kept.
// On a form: data-module="keep-words", data-keep (page and person).
import { changed } from "./typed.js";

const START = "pb-words:";
const DAYS = 7 * 24 * 3600 * 1000;
const PAUSE = 400;

function read(key) {
  try { return JSON.parse(localStorage.getItem(key)); } catch { return null; }
}

function write(key, kept) {
  try { localStorage.setItem(key, JSON.stringify(kept)); } catch { /* full, or not allowed */ }
}

function allKeys() {
  try { return Object.keys(localStorage).filter((key) => key.startsWith(START)); } catch { return []; }
}

function forgetAll() {
  for (const key of allKeys()) { localStorage.removeItem(key); }
}

// What was sent and taken goes; so does what is older than a week.
export function sweep() {
  const refused = document.querySelector("[data-unsent]");
  const here = new Set([...document.querySelectorAll("[data-keep]")].map((form) => START + form.dataset.keep));
  const fromHere = document.referrer.startsWith(location.origin);
  for (const key of allKeys()) {
    const kept = read(key);
    const taken = kept && kept.sent && fromHere && !refused && !here.has(key);
    if (!kept || taken || Date.now() - kept.at > DAYS) { localStorage.removeItem(key); }
  }
  for (const form of document.querySelectorAll("form[action*='/sign-out']")) { form.addEventListener("submit", forgetAll); }
}

export function mount(form) {
  const key = START + form.dataset.keep;
  const fields = [...form.querySelectorAll("textarea, input[type=text], input:not([type])")].filter((field) => field.name);
  const note = form.querySelector("p[hidden] [data-back]").parentElement;
  const said = note.querySelector("[data-back]");
  let timer;

  const save = (sent) => {
    clearTimeout(timer);
    const words = Object.fromEntries(fields.filter((field) => field.value !== field.defaultValue).map((field) => [field.name, field.value]));
    if (!Object.keys(words).length) { return; }
    // Who only looks at words, or leaves them, makes them no younger.
    const before = read(key);
    const same = before && JSON.stringify(before.words) === JSON.stringify(words);
    write(key, { at: same ? before.at : Date.now(), sent, words });
  };

  const kept = read(key);
  const early = fields.some(changed); // typed before this file came
  // A form that comes back with what was typed needs nothing from us.
  if (kept && Date.now() - kept.at < DAYS) {
    let back = false;
    for (const field of fields) {
      const words = kept.words[field.name];
      if (words && field.value === "" && field.defaultValue === "") {
        field.value = field.dataset.putBack = words;
        field.dispatchEvent(new Event("input"));
        back = true;
      }
    }
    if (back) { said.textContent = said.dataset.back; }
  }
  note.hidden = false;
  if (early && !kept?.sent) { save(false); }
  form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(() => save(false), PAUSE); });
  form.addEventListener("submit", () => save(true));
  window.addEventListener("pagehide", () => { if (!read(key)?.sent) { save(false); } });
  note.querySelector("button").addEventListener("click", () => {
    clearTimeout(timer);
    for (const field of fields) { field.value = field.defaultValue; }
    localStorage.removeItem(key);
    said.textContent = "";
  });
}
