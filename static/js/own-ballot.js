// What only this tab keeps of a vote: choices until it is cast, trackers until the tab is closed.
// Nothing of it is ever sent.
import { forget, keep, keptKeys, read } from "./tab-store.js";

const choicesKey = (round) => `pb-choices:${round}`;
const trackerKey = (box) => `pb-tracker:${box}`;

// Sealing needs the browser's cryptography, which is there on secure connections only.
export function canSeal() {
  try {
    keep("pb-try", "1");
    forget("pb-try");
  } catch {
    return false;
  }
  return Boolean(window.isSecureContext && window.crypto && crypto.subtle);
}

export const keepChoices = (round, choices) => keep(choicesKey(round), JSON.stringify(choices));
export const forgetChoices = (round) => forget(choicesKey(round));

// A step that found no choices in this tab leaves word for the ballot, which reads it once.
const lostKey = (round) => `pb-lost:${round}`;
export const markLost = (round) => keep(lostKey(round), "1");
export function wasLost(round) {
  const lost = read(lostKey(round)) === "1";
  forget(lostKey(round));
  return lost;
}

// "Done": nothing of any vote stays in this tab.
export function forgetAll() {
  for (const key of keptKeys()) {
    if (key.startsWith("pb-")) { forget(key); }
  }
}

// The choices: numbers of projects, or lists of whole numbers that begin with one; null where this tab keeps none.
export function readChoices(round) {
  try {
    const kept = JSON.parse(read(choicesKey(round)));
    return Array.isArray(kept) && kept.every((choice) => [choice].flat().every(Number.isInteger)) ? kept : null;
  } catch {
    return null;
  }
}

export const keepTracker = (box, tracker, round) => keep(trackerKey(box), JSON.stringify({ tracker, round }));
// { tracker, round } of a vote that this tab sealed, null for any other.
export const readTracker = (box) => JSON.parse(read(trackerKey(box)));
