// Keeps a draft on the server while somebody types. The element stands inside the form, with data-url
// (where to send it), data-every (seconds) and data-saved where the page shows a saved draft.
import { typedAlready } from "./typed.js";

export function mount(place) {
  const form = place.closest("form");
  const field = (name) => form.querySelector(`input[name=${name}]`);
  let dirty = false;
  let busy = null;
  let over = false;

  // A reload, and coming back, open the draft instead of sending a form again.
  function stay(here) { history.replaceState(null, "", here); }
  if ("saved" in place.dataset && field("draft").value) {
    const link = place.querySelector("a[href*='draft=']");
    const at = new URL(place.dataset.url, location.href).searchParams.get("at");
    if (link && !link.href.includes("/draft?")) {
      const url = new URL(link.href, location.href);
      url.searchParams.set("at", at);
      stay(url.pathname + url.search);
    }
  }

  async function save() {
    if (!dirty || busy || over) { return; }
    dirty = false;
    busy = new AbortController();
    const typed = new FormData(form);
    for (const chosen of form.querySelectorAll("input[type=file]")) { typed.delete(chosen.name); }
    try {
      const answer = await fetch(place.dataset.url, { method: "POST", body: typed, signal: busy.signal });
      const said = await answer.json();
      if (over) { return; }
      field("draft").value = said.draft;
      field("draft_seen").value = said.seen;
      place.innerHTML = said.note;
      if (said.here) { stay(said.here); }
    } catch { dirty = true; /* the line is down, or the form goes: what is typed is still here */ }
    busy = null;
  }

  form.addEventListener("input", () => { dirty = true; });
  // Somebody on a slow line types before this file is here.
  dirty = typedAlready(form);
  form.addEventListener("submit", () => { over = true; busy?.abort(); });
  window.addEventListener("pageshow", () => { over = false; });
  setInterval(save, Number(place.dataset.every) * 1000);
}
