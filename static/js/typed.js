// Whether somebody has typed into a form already. Files come later than the page on a slow line, and no
// event tells them what was typed before they came.
export function changed(field) {
  return field.defaultValue !== undefined && field.type !== "file" && field.type !== "hidden"
    && (field.value !== field.defaultValue || Boolean(field.checked) !== Boolean(field.defaultChecked));
}

export function typedAlready(form) {
  return [...form.elements].some(changed);
}
