// Typing a table without a mouse: Enter goes to the next field, and from a row's last one to the next row.
export function keys(row) {
  return [...row.querySelectorAll("input:not([type=hidden]), select, textarea")].filter((field) => field.offsetParent !== null);
}

export function hear(list, { next, fields }) {
  list.addEventListener("keydown", (event) => {
    const field = event.target;
    const row = field.closest("[data-row]");
    if (event.key !== "Enter" || event.isComposing || !row || field.tagName === "BUTTON" || field.tagName === "A") { return; }
    const goesOn = event.ctrlKey || event.metaKey;
    const letter = field.name.endsWith("-reach") && row.querySelector("[name$='-contact']").value === "email";
    if (field.tagName === "TEXTAREA" && !goesOn && !letter) { return; }
    event.preventDefault();
    const all = fields(row);
    const after = all[all.indexOf(field) + 1];
    (after ?? fields(next(row))[0]).focus();
  });
}
