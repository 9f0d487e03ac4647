// Whether somebody has typed into a form already. Files come later than the page on a slow line, and no
// event tells them what was typed before they came. What the page brought, and what the device put back
// (data-put-back), nobody typed.
function choiceOf(select) {
  return Math.max(0, [...select.options].findIndex((option) => option.defaultSelected));
}

export function changed(field) {
  if (field.type === "select-one") { return field.selectedIndex !== choiceOf(field); }
  if (field.type === "checkbox" || field.type === "radio") { return field.checked !== field.defaultChecked; }
  if (field.type === "file" || field.defaultValue === undefined) { return false; }
  return field.value !== (field.dataset.putBack ?? field.defaultValue);
}

export function typedAlready(form) {
  return [...form.elements].some(changed);
}
