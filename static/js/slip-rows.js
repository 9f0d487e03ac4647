// A row of the table of slips: what stands in its fields, and what is said beside them.
export const FIELDS = ["slip", "goes", "title", "text", "place", "name", "consent", "contact", "reach"];
export const HIDDEN = ["key", "revision", "same"];
export const hex = (length) => [...crypto.getRandomValues(new Uint8Array(length))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

export const part = (row, name) => row.querySelector(`[name$="-${name}"]`);

export function value(row, name) {
  return name === "consent" ? (part(row, name).checked ? "y" : "") : part(row, name).value;
}

export function put(row, name, said) {
  const field = part(row, name);
  if (name === "consent") { field.checked = Boolean(said); } else { field.value = said ?? ""; }
}

export function fill(row, words) {
  for (const name of [...HIDDEN, ...FIELDS]) { if (name in words) { put(row, name, words[name]); } }
  part(row, "contact").dispatchEvent(new Event("change"));
}

export const isEmpty = (row) => !value(row, "revision") && !["slip", "title", "text", "name"].some((name) => value(row, name));

// What is wrong or missing, beside its field.
export function mark(row, wrong, isWrong) {
  for (const old of row.querySelectorAll(".govuk-error-message")) { old.remove(); }
  for (const group of row.querySelectorAll(".govuk-form-group--error")) { group.classList.remove("govuk-form-group--error"); }
  for (const name of FIELDS) { part(row, name).removeAttribute("aria-invalid"); }
  for (const [name, text] of Object.entries(wrong)) {
    const field = FIELDS.includes(name) ? part(row, name) : null;
    const note = document.createElement("p");
    note.className = "govuk-error-message";
    note.textContent = text;
    if (field) {
      note.id = `${field.id}-wrong`;
      field.setAttribute("aria-describedby", note.id);
      if (isWrong) { field.setAttribute("aria-invalid", "true"); }
      (field.closest(".govuk-checkboxes") ?? field).before(note);
    } else { row.querySelector("[data-said]").after(note); }
  }
}

// Both texts of a row that somebody else changed; one press chooses.
export function showClash(row, said, choose) {
  const notes = row.querySelector("[data-notes]");
  notes.innerHTML = said.clash;
  const mine = () => { put(row, "revision", said.revision); notes.innerHTML = ""; choose(); part(row, "slip").focus(); };
  notes.querySelector("[data-mine]").addEventListener("click", mine);
  notes.querySelector("[data-theirs]").addEventListener("click", () => { fill(row, said.theirs); mine(); });
}

export function showSaved(row, said) {
  put(row, "reach", "");
  row.querySelector("[data-sealed]").hidden = !said.sealed;
  row.querySelector("[data-notes]").innerHTML = said.notes ?? "";
  row.querySelector("[data-like]").innerHTML = said.like ?? "";
  mark(row, said.missing ?? {}, false);
}

// How somebody is reached is asked where they want to be told.
export function fold(row) {
  const contact = part(row, "contact");
  const group = part(row, "reach").closest(".govuk-form-group");
  const look = () => { group.hidden = contact.value === "none"; };
  contact.addEventListener("change", look);
  look();
}

// An empty row at the end, for the same as the row before.
export function newRow(list, index, before) {
  const held = document.createElement("div");
  held.innerHTML = document.getElementById("slip-row").innerHTML.replaceAll("{index}", index).replaceAll("{count}", index + 1);
  const row = list.appendChild(held.firstElementChild);
  put(row, "key", hex(12));
  if (before) { put(row, "goes", value(before, "goes")); }
  return row;
}
