// The receipt of a vote that this browser sealed: its tracker is here and nowhere else.
// On the place of the code: data-module="own-tracker", data-box (the box code), data-without: the id of
// the sentence before it is there, whose data-missing is for browsers that no longer have it.
import { forgetChoices, readTracker } from "./own-ballot.js";

export function mount(place) {
  const kept = readTracker(place.dataset.box);
  const sentence = document.getElementById(place.dataset.without);
  if (!kept) {
    sentence.textContent = sentence.dataset.missing;
    return;
  }
  // The vote is in the box: only now its choices may go.
  forgetChoices(kept.round);
  place.replaceChildren();
  for (const group of kept.tracker.match(/.{4}/g)) {
    place.append(Object.assign(document.createElement("bdi"), { textContent: group }));
  }
  place.hidden = false;
  sentence.hidden = true;
}
