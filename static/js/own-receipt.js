// "Done" on the receipt: empties this tab and puts the page behind it in the receipt's place, so that Back
// leads past it. On the part with the form: data-module="own-receipt", data-after (where it leads).
// Without this file the form does the same, and Back asks whether to send the vote once more.
import { forgetAll } from "./own-ballot.js";

const wipe = () => {
  forgetAll();
  for (const code of document.querySelectorAll(".pb-code__value")) { code.replaceChildren(); }
  for (const promise of document.querySelectorAll(".pb-promise")) { promise.remove(); }
};

export function mount(part) {
  const form = part.querySelector("form");
  form.addEventListener("submit", async (event) => {
    wipe();
    event.preventDefault();
    try {
      await fetch(form.action, { method: "POST", body: new FormData(form), redirect: "manual" });
    } catch {
      form.submit();
      return;
    }
    location.replace(part.dataset.after);
  });
}
