// The ballot: choices stay in this tab and are not sent. Without this file the server remembers and seals.
// On the list of projects: data-module="keep-choices", data-round, data-most (0 for any number).
import { canSeal, forgetChoices, keepChoices, readChoices } from "./own-ballot.js";

export function mount(list) {
  if (!canSeal()) { return; }
  const form = list.closest("form");
  const { round } = list.dataset;
  const most = Number(list.dataset.most);
  const boxes = [...list.querySelectorAll("input[name=project]")];
  const chosen = () => boxes.filter((box) => box.checked).map((box) => Number(box.value));
  const mark = Object.assign(document.createElement("input"), { type: "hidden", name: "here", value: "1" });

  const kept = readChoices(round);
  if (kept) { for (const box of boxes) { box.checked = kept.includes(Number(box.value)); } }
  form.dispatchEvent(new Event("change"));
  // Another order of the list, or a look at a proposal, loses nothing.
  form.addEventListener("change", () => keepChoices(round, chosen()));

  form.addEventListener("submit", (event) => {
    const action = event.submitter ? event.submitter.value : "next";
    if (action === "forget") { forgetChoices(round); }
    if (action !== "next") { return; }
    if (most && chosen().length > most) {
      // The sentence of the bar says how many to take out.
      event.preventDefault();
      const told = form.querySelector("output");
      told.tabIndex = -1;
      told.focus();
      return;
    }
    keepChoices(round, chosen());  // also when nothing was ticked
    form.append(mark);
    for (const box of boxes) { box.disabled = true; }
  });
  // Who comes back by the browser's own button finds the boxes as they were.
  window.addEventListener("pageshow", () => {
    mark.remove();
    for (const box of boxes) { box.disabled = false; }
  });
}
