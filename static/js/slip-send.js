// Sends one row of the table of slips, and keeps on this device what could not be sent.
import { FIELDS, HIDDEN, value } from "./slip-rows.js";

const DAYS = 7 * 24 * 3600 * 1000;

export function sender(url, form, page) {
  const csrf = form.querySelector("[name=csrf_token]");

  function body(row) {
    const sent = new FormData();
    for (const name of [...HIDDEN, ...FIELDS]) { if (name !== "consent" || value(row, name)) { sent.set(name, value(row, name)); } }
    sent.set("window", page);
    sent.set("csrf_token", csrf.value);
    return sent;
  }

  async function post(row) {
    const answer = await fetch(url, { method: "POST", body: body(row), redirect: "manual" });
    if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 400) { return { signedOut: true }; }
    if (answer.status >= 500 || answer.status === 429) { throw new Error("not now"); }
    return { ok: answer.ok, said: await answer.json() };
  }

  // The page can be older than its token, and somebody may have signed in again in another tab.
  async function token() {
    const answer = await fetch("/desk/stall/token.json", { cache: "no-store", redirect: "manual" });
    if (answer.ok) { csrf.value = (await answer.json()).token; }
    return answer.ok;
  }

  return {
    async send(row) {
      const answer = await post(row);
      return answer.signedOut && await token() ? post(row) : answer;
    },
    last(row) { fetch(url, { method: "POST", body: body(row), keepalive: true }).catch(() => {}); },
  };
}

// Rows that are not saved, and never how somebody is reached. Each window keeps its own.
export function keeper(kept, page) {
  const stored = `pb-words:${kept}`;
  const own = `${stored}#${page}`;
  const names = [...HIDDEN, ...FIELDS].filter((name) => name !== "reach");

  return {
    keep(rows) {
      const open = rows.map((row) => Object.fromEntries(names.map((name) => [name, value(row, name)])));
      try {
        if (open.length) { localStorage.setItem(own, JSON.stringify({ at: Date.now(), sent: false, words: {}, rows: open })); } else { localStorage.removeItem(own); }
      } catch { /* full, or not allowed */ }
    },
    // What did not go through when this page, or another tab of it, was closed.
    take() {
      let held = [];
      try { held = Object.keys(localStorage).filter((key) => key === stored || key.startsWith(`${stored}#`)); } catch { /* not allowed */ }
      return held.flatMap((key) => {
        let found = null;
        try { found = JSON.parse(localStorage.getItem(key)); } catch { /* broken */ }
        localStorage.removeItem(key);
        return found?.rows && Date.now() - found.at < DAYS ? found.rows : [];
      });
    },
  };
}
