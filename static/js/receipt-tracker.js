// "Save this receipt with the tracker", where this browser sealed the vote: the tracker is here and nowhere else.
// On the place of the link: data-module="receipt-tracker", data-box (the box code), data-text: the id of the receipt.
import { readTracker } from "./own-ballot.js";

export function mount(place) {
  const kept = readTracker(place.dataset.box);
  const text = document.getElementById(place.dataset.text);
  if (!kept || !text) { return; }
  const tracker = kept.tracker.match(/.{4}/g).join("-");
  const whole = `${text.textContent}\nTracker: ${tracker}\n`;
  place.querySelector("a").href = `data:text/plain;charset=utf-8,${encodeURIComponent(whole)}`;
  place.hidden = false;
}
