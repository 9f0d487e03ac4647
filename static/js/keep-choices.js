// The ballot: choices stay in this tab and are not sent. Without this file the server remembers and seals.
// On the list of projects: data-module="keep-choices", data-round, data-most (0 for any number). On the page:
// [data-here] and [data-there] say where choices are kept, [data-lost] that another tab has them,
// [data-forget] is the form that forgets, #too-many what is wrong.
import { canSeal, forgetChoices, keepChoices, readChoices, wasLost } from "./own-ballot.js";
import { counted } from "./words.js";

function telling(list, form, most) {
  const summary = document.getElementById("too-many");
  const title = document.title;
  const beside = Object.assign(document.createElement("p"), { className: "govuk-error-message", hidden: true });
  list.querySelector("legend").after(beside);
  summary?.querySelector("a").addEventListener("click", (event) => {
    event.preventDefault();
    list.querySelector("input:checked").focus();
  });
  return (count) => {
    const wrong = count > most;
    if (summary.hidden && !wrong) { return; }
    const text = counted(summary.dataset.text, count, { most });
    summary.querySelector("a").textContent = text;
    beside.textContent = text;
    summary.hidden = beside.hidden = !wrong;
    document.title = wrong ? `${summary.dataset.title} ${title}` : title;
  };
}

export function mount(list) {
  if (!canSeal()) { return; }
  const form = list.closest("form");
  const { round } = list.dataset;
  const most = Number(list.dataset.most);
  const boxes = [...list.querySelectorAll("input[name=project]")];
  const chosen = () => boxes.filter((box) => box.checked).map((box) => Number(box.value));
  const mark = Object.assign(document.createElement("input"), { type: "hidden", name: "here", value: "1" });
  const tell = most ? telling(list, form, most) : () => {};

  const kept = readChoices(round);
  if (kept) { for (const box of boxes) { box.checked = kept.includes(Number(box.value)); } }
  form.dispatchEvent(new Event("change"));
  for (const words of document.querySelectorAll("[data-here]")) { words.hidden = false; }
  for (const words of document.querySelectorAll("[data-there]")) { words.hidden = true; }
  for (const words of document.querySelectorAll("[data-lost]")) { words.hidden = !wasLost(round); }
  // Another order of the list, or a look at a proposal, loses nothing.
  form.addEventListener("change", () => {
    keepChoices(round, chosen());
    if (chosen().length <= most) { tell(0); }
  });
  for (const forget of document.querySelectorAll("[data-forget]")) {
    forget.addEventListener("submit", () => {
      forgetChoices(round);
      for (const box of boxes) { box.checked = false; }
    });
  }

  form.addEventListener("submit", (event) => {
    const going = !event.submitter || event.submitter.value === "next";
    if (going && most && chosen().length > most) {
      event.preventDefault();
      tell(chosen().length);
      document.getElementById("too-many").focus();
      return;
    }
    keepChoices(round, chosen());  // also when nothing was ticked
    // Whatever button it was: no choice goes along.
    form.append(mark);
    for (const box of boxes) { box.disabled = true; }
  });
  // Who comes back by the browser's own button finds the boxes as they were left, or as they are kept.
  window.addEventListener("pageshow", (event) => {
    mark.remove();
    for (const box of boxes) { box.disabled = false; }
    if (event.persisted) {
      const now = readChoices(round) || [];
      for (const box of boxes) { box.checked = now.includes(Number(box.value)); }
      form.dispatchEvent(new Event("change"));
    }
  });
}
