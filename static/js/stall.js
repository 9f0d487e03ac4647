// The page of a stall: works without a line, closes itself after idle minutes, sends when asked.
// data-module="stall", data-idle (minutes), and a sentence for each thing it says (data-say-…).
import { fillIn, keepPage, list, slipRows, throwAway } from "./stall-page.js";
import { begin, begun, hex, keep, letters, open, unlock, waiting, wipe } from "./stall-store.js";
import { SignedOut, sendAll } from "./stall-send.js";
import { counted, fill } from "./words.js";

export async function mount(page) {
  const part = (name) => page.querySelector(`[data-part=${name}]`);
  const status = part("status");
  const say = (name, values) => { status.textContent = fill(page.dataset[`say${name}`], values); };
  const parts = ["begin", "locked", "form", "slip"];
  const show = (name) => {
    for (const each of parts) { part(each).hidden = each !== name; }
    part("queue").hidden = name === "begin" || name === "locked";
    part(name).querySelector("h2").focus();
  };
  const form = part("form").querySelector("form");
  let key = null;
  let mending = null;
  let last = Date.now();

  const acts = {
    slip: async (entry) => slip(await open(key, entry)),
    mend: async (entry) => { mending = await fillIn(form, key, entry); show("form"); },
    drop: async (entry) => { await throwAway(page, entry); await list(page, acts); },
  };
  function slip(words) { part("slip").querySelector("dl").replaceChildren(...slipRows(part("slip"), words)); show("slip"); }
  const empty = () => part("slip").querySelector("dl").replaceChildren();
  // What is half typed stays in the page, and nowhere else.
  function lock() { key = null; empty(); part("entries").replaceChildren(); show("locked"); }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (!key || !form.reportValidity()) { return; }
    const made = mending || { key: hex(16), reference: letters(7), code: letters(14), at: Date.now() };
    const words = { ...Object.fromEntries(new FormData(form)), key: made.key, reference: made.reference, code: made.code, at: made.at };
    await keep(key, { id: made.key, reference: made.reference, at: Number(made.at) }, words);
    mending = null;
    form.reset();
    say("Kept");
    await list(page, acts);
    slip(words);
  });
  part("begin").querySelector("form").addEventListener("submit", async (event) => {
    event.preventDefault();
    const [pin, twice] = [...event.target.querySelectorAll("input")].map((field) => field.value);
    if (!/^\d{6,12}$/.test(pin) || pin !== twice) { say(pin === twice ? "Pin" : "Differ"); return; }
    try { await keepPage(); } catch { say("Cannot"); return; }
    key = await begin(pin);
    event.target.reset();
    say("Begun");
    await list(page, acts);
    show("form");
  });
  part("locked").querySelector("form").addEventListener("submit", async (event) => {
    event.preventDefault();
    const field = event.target.querySelector("input");
    const wait = Math.ceil(((await begun()).again - Date.now()) / 1000);
    if (wait > 0) { say("Wait", { seconds: wait }); return; }
    key = await unlock(field.value);
    field.value = "";
    say(key ? "Open" : "Wrong");
    if (key) { await list(page, acts); show("form"); }
  });
  page.addEventListener("click", async (event) => {
    const act = event.target.closest("[data-act]")?.dataset.act;
    if (act === "next") { empty(); show("form"); }
    if (act === "print") { window.print(); }
    if (act === "send") {
      const became = [];
      try {
        await sendAll(key, (entry) => became.push(entry));
        const sent = became.filter((entry) => entry.path);
        say(sent.length === became.length ? "Sent" : "Some", { sent: sent.length, all: became.length });
      } catch (error) { say(error instanceof SignedOut ? "Out" : "Down", { sent: became.filter((entry) => entry.path).length }); }
      await list(page, acts);
    }
    if (act === "end") {
      const { entries } = await waiting();
      if (!confirm(counted(page.dataset.sayEnd, entries.length))) { return; }
      await wipe();
      location.replace("/desk");
    }
  });
  for (const name of ["keydown", "pointerdown"]) { document.addEventListener(name, () => { last = Date.now(); }); }
  setInterval(() => { if (key && Date.now() - last > Number(page.dataset.idle) * 60000) { lock(); say("Idle"); } }, 1000);
  page.hidden = false;
  if (await begun()) { await list(page, acts); show("locked"); } else { show("begin"); }
}
