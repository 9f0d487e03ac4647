// What only this tab keeps of a vote: choices until it is cast, trackers until the tab is closed.
// Nothing of it is ever sent.
const choicesKey = (round) => `pb-choices:${round}`;
const trackerKey = (box) => `pb-tracker:${box}`;

// Sealing needs the browser's cryptography, which is there on secure connections only.
export function canSeal() {
  try {
    sessionStorage.setItem("pb-try", "1");
    sessionStorage.removeItem("pb-try");
  } catch {
    return false;
  }
  return Boolean(window.isSecureContext && window.crypto && crypto.subtle);
}

export const keepChoices = (round, choices) => sessionStorage.setItem(choicesKey(round), JSON.stringify(choices));
export const forgetChoices = (round) => sessionStorage.removeItem(choicesKey(round));

// The chosen numbers, null where this tab keeps none.
export function readChoices(round) {
  try {
    const kept = JSON.parse(sessionStorage.getItem(choicesKey(round)));
    return Array.isArray(kept) && kept.every(Number.isInteger) ? kept : null;
  } catch {
    return null;
  }
}

export const keepTracker = (box, tracker, round) => sessionStorage.setItem(trackerKey(box), JSON.stringify({ tracker, round }));
// { tracker, round } of a vote that this tab sealed, null for any other.
export const readTracker = (box) => JSON.parse(sessionStorage.getItem(trackerKey(box)));
