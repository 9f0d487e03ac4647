// The picture of a letter leads to the vote with the code behind “#”, which no browser sends. It is kept in
// this tab, taken out of the address, and typed into the field of the step that asks for it. On one element
// of every page of a vote. Without this file one types the code.
import { forget, keep, read } from "./tab-store.js";
import { typedAlready } from "./typed.js";

export function mount() {
  const [, round] = /^\/rounds\/([^/]+)\/vote/.exec(location.pathname) ?? [];
  if (!round) { return; }
  const key = `pb-code:${round}`;
  const brought = /^#code=([\w-]{1,60})$/.exec(location.hash)?.[1];
  if (location.hash.startsWith("#code=")) { history.replaceState(history.state, "", location.pathname + location.search); }
  try {
    if (brought) { keep(key, brought); }
    const field = document.querySelector("input[name=code]");
    if (!field) { return; }
    const code = read(key);
    forget(key);
    if (code && !field.value && !typedAlready(field.form)) { field.value = code; }
  } catch { /* not allowed: one types it */ }
}
