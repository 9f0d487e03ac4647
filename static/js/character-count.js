// Counts what is typed into the field named by data-for; it never cuts anything off.
import { counted } from "./words.js";

const PAUSE = 600;

export function mount(note) {
  const field = document.getElementById(note.dataset.for);
  const limit = Number(note.dataset.limit);
  const start = note.textContent;
  const spoken = document.createElement("span");
  spoken.className = "vh";
  spoken.setAttribute("role", "status");
  note.after(spoken);
  let timer;

  function show() {
    const left = limit - [...field.value].length;
    const forms = left < 0 ? note.dataset.over : note.dataset.left;
    note.textContent = field.value ? counted(forms, Math.abs(left)) : start;
    note.classList.toggle("pb-count--over", left < 0);
    clearTimeout(timer);
    timer = setTimeout(() => { spoken.textContent = note.textContent; }, PAUSE);
  }

  field.addEventListener("input", show);
  if (field.value) { show(); }
}
