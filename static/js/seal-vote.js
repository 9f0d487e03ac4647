// The check page: shows the choices that this tab keeps, seals them and puts the envelope into the form.
// On the form: data-round, data-back, data-key, data-info (base64), data-size, data-sealed (JSON), data-ordered,
// data-most, data-unit, data-fund-minor, data-currency, data-locale; sentences data-projects, plural forms with
// {count}, data-blank for the button; [data-beyond] in it says with {total} what choosing for more than the fund
// means.
import { boxCode, fromBase64, newTracker, numberOf, seal, toBase64 } from "./hpke.js";
import { canSeal, keepTracker, markLost, readChoices } from "./own-ballot.js";
import { counted, fill, moneyIn } from "./words.js";

function show(form, choices) {
  const { unit, currency, locale, projects, blank } = form.dataset;
  const money = moneyIn(locale, currency, Number(unit));
  let total = 0;
  for (const row of form.querySelectorAll("tr[data-number]")) {
    if (choices.some((choice) => numberOf(choice) === Number(row.dataset.number))) {
      total += Number(row.dataset.cost);
    } else {
      row.remove();
    }
  }
  const count = choices.length;
  form.querySelector("[data-count]").textContent = counted(projects, count);
  form.querySelector("[data-total]").textContent = money(total);
  form.querySelector("[data-chosen]").hidden = count === 0;
  form.querySelector("[data-none]").hidden = count > 0;
  const beyond = form.querySelector("[data-beyond]");
  beyond.hidden = total <= Number(form.dataset.fundMinor);
  beyond.textContent = fill(beyond.dataset.beyond, { total: money(total) });
  if (count === 0) { form.querySelector("[data-cast]").textContent = blank; }
}

export async function mount(form) {
  const { round, back, key, info, size, sealed, ordered, most } = form.dataset;
  const numbers = [...form.querySelectorAll("tr[data-number]")].map((row) => Number(row.dataset.number));
  const choices = canSeal() ? readChoices(round) : null;
  const fits = choices && choices.every((choice) => numbers.includes(numberOf(choice))) && !(Number(most) && choices.length > Number(most));
  if (!fits) {
    if (!choices && canSeal()) { markLost(round); }
    location.replace(back);
    return;
  }
  show(form, choices);
  try {
    const tracker = newTracker();
    const given = { publicKey: fromBase64(key), info: fromBase64(info), size: Number(size), sealed: JSON.parse(sealed), ordered: ordered === "1" };
    const envelope = await seal(given, choices, tracker);
    const box = await boxCode(envelope);
    form.elements.envelope.value = toBase64(envelope);
    form.addEventListener("submit", () => keepTracker(box, tracker, round));
    form.querySelector("[data-ready]").hidden = false;
  } catch {
    form.querySelector("[data-failed]").hidden = false;
  }
}
