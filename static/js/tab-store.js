// What this tab keeps between two pages, and nothing else ever gets. On a kiosk that is the name of the tab,
// which is in memory only: browsers write sessionStorage to their disk, where it outlives the turn of a voter.
const isKiosk = () => document.querySelector("[data-module=kiosk-wipe]") !== null;

function readName() {
  try {
    const kept = JSON.parse(window.name);
    return kept && typeof kept === "object" ? kept : {};
  } catch {
    return {};
  }
}

export const keptKeys = () => Object.keys(isKiosk() ? readName() : sessionStorage);

export function read(key) {
  return isKiosk() ? readName()[key] ?? null : sessionStorage.getItem(key);
}

export function keep(key, text) {
  if (isKiosk()) {
    window.name = JSON.stringify({ ...readName(), [key]: text });
  } else {
    sessionStorage.setItem(key, text);
  }
}

export function forget(key) {
  if (isKiosk()) {
    const { [key]: _gone, ...left } = readName();
    window.name = JSON.stringify(left);
  } else {
    sessionStorage.removeItem(key);
  }
}
