// A kiosk: asks "Are you still there?" when nobody touched anything for a while, and ends the turn unless
// somebody is. On the dialog: data-idle and data-warn (seconds), data-start, data-left: plural forms with {count}.
// Seconds are read from the clock, so that a device that slept ends the turn when it wakes.
import { end } from "./kiosk-wipe.js";
import { counted } from "./words.js";

const SIGNS = ["keydown", "pointerdown", "pointermove", "touchstart", "wheel", "input", "focusin"];

export function mount(dialog) {
  const idle = Number(dialog.dataset.idle) * 1000;
  const warn = Number(dialog.dataset.warn) * 1000;
  const text = dialog.querySelector("p");
  let last = Date.now();
  let ended = false;
  const stay = () => {
    last = Date.now();
    if (dialog.open) { dialog.close(); }
  };
  const say = (left) => { text.textContent = counted(dialog.dataset.left, left); };
  const leave = () => {
    ended = true;
    end(dialog.dataset.start);
  };
  for (const sign of SIGNS) {
    document.addEventListener(sign, () => { if (!dialog.open) { last = Date.now(); } }, { capture: true, passive: true });
  }
  dialog.querySelector("[data-stay]").addEventListener("click", stay);
  dialog.querySelector("[data-end]").addEventListener("click", leave);
  dialog.addEventListener("cancel", stay);
  setInterval(() => {
    if (ended) { return; }
    const quiet = Date.now() - last;
    if (quiet >= idle + warn) {
      leave();
    } else if (quiet >= idle) {
      say(Math.ceil((idle + warn - quiet) / 1000));
      if (!dialog.open) { dialog.showModal(); }
    }
  }, 500);
}
