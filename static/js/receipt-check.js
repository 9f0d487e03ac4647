// A receipt that is to be checked: its file is read here, and a tracker in it stays here.
// In the form: data-module="receipt-check"; in it [data-took-out], a sentence for when a tracker was taken out.
const LINE = /^[^\S\n]*tracker[^\S\n]*[:=][^\n]*\n?/gim;
const MOST = 64 * 1024;

export function mount(place) {
  const form = place.closest("form");
  const { receipt, file } = form.elements;
  const said = form.querySelector("[data-took-out]");
  const clean = () => {
    const kept = receipt.value.replace(LINE, "");
    if (kept !== receipt.value) {
      receipt.value = kept;
      said.hidden = false;
    }
  };
  file.addEventListener("change", async () => {
    const [chosen] = file.files;
    if (!chosen || chosen.size > MOST) { return; }
    receipt.value = await chosen.text();
    file.value = "";
    clean();
  });
  receipt.addEventListener("change", clean);
  form.addEventListener("submit", clean);
}
