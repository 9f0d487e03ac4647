// A kiosk: nothing of a voter stays in this browser. On one element of every page: data-start (where a voter
// begins), data-turn ("1" while somebody votes). [data-kiosk-done] is the form that ends the turn.
// Without this file the form does the same on our side, and a page that comes back asks the server first.
function forget() {
  window.name = "";  // what tab-store.js keeps
  for (const store of ["sessionStorage", "localStorage"]) {
    try { window[store].clear(); } catch { /* not allowed, so nothing is in it */ }
  }
}

// The page behind it takes the place of this one, so that Back leads past it.
export async function end(start) {
  forget();
  for (const code of document.querySelectorAll(".pb-code__value")) { code.replaceChildren(); }
  document.getElementById("main").hidden = true;
  const form = document.querySelector("[data-kiosk-done]");
  if (form) {
    try {
      await fetch(form.action, { method: "POST", body: new FormData(form), redirect: "manual" });
    } catch { /* the start page ends the turn too */ }
  }
  location.replace(start);
}

export function mount(part) {
  const { start, turn } = part.dataset;
  if (turn !== "1") { forget(); }  // what stands on such a page is no voter's: the closing code
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) { end(start); }
  });
  document.querySelector("[data-kiosk-done]")?.addEventListener("submit", (event) => {
    event.preventDefault();
    end(start);
  });
}
