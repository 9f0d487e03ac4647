// Sends what waits at a stall, one after another, in one tab at a time. What is taken goes from the device; what
// is refused stays with the reason. An answer that gets lost is asked for again: the key is the same.
import { drop, note, open, waiting } from "./stall-store.js";

export class SignedOut extends Error {}

async function token() {
  const answer = await fetch("/desk/stall/token.json", { cache: "no-store", redirect: "manual" });
  if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) { throw new SignedOut(); }
  return (await answer.json()).token;
}

async function sendOne(key, entry, csrf) {
  const words = await open(key, entry);
  const body = new FormData();
  for (const [name, value] of Object.entries(words)) { body.set(name, value); }
  body.set("age", String(Math.max(0, Date.now() - entry.at)));  // by one clock, whatever it shows
  body.set("csrf_token", csrf);
  const answer = await fetch("/desk/stall/send.json", { method: "POST", body, redirect: "manual" });
  if (answer.type === "opaqueredirect" || answer.status === 401) { throw new SignedOut(); }
  const said = await answer.json();
  if (answer.ok) {
    await drop(entry.id);
    return { ...entry, path: said.path };
  }
  const why = said.wrong ? Object.values(said.wrong).flat().join(" ") : said.error;
  await note({ ...entry, why });
  return { ...entry, why };
}

// Tells `each` what became of every entry; throws when the line is down or nobody is signed in.
export async function sendAll(key, each) {
  await navigator.locks.request("pb-stall", async () => {
    const { entries } = await waiting();
    if (!entries.length) { return; }
    const csrf = await token();
    for (const entry of entries) { each(await sendOne(key, entry, csrf)); }
  });
}
