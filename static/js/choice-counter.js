// Keeps the total of a ballot while one ticks. The server counts again; this only informs.
// On the form: data-module="choice-counter", data-fund-minor or data-limit-choices, data-limits="money"
// when the fund limits, data-bar (id of the bar), data-currency, data-locale, data-minor (how many minor
// units make one), and the sentences data-none, data-more, and as plural forms data-some, data-beyond (more than
// the fund, which is allowed), data-over and data-out (of the choices too many), with
// {count}, {most}, {total}, {left}, {over}, {fund}.
import { counted, fill, moneyIn } from "./words.js";

const PAUSE = 600;

export function mount(form) {
  const bar = document.getElementById(form.dataset.bar);
  const output = bar.querySelector("output");
  const track = bar.querySelector(".pb-budget__bar");
  const fund = Number(form.dataset.fundMinor || 0);
  const most = Number(form.dataset.limitChoices || 0);
  const limits = form.dataset.limits === "money";
  const money = moneyIn(form.dataset.locale, form.dataset.currency, Number(form.dataset.minor || 100));
  // One sentence 600 ms after the last change; the visible one changes at once.
  output.setAttribute("aria-live", "off");
  const spoken = document.createElement("p");
  spoken.className = "vh";
  spoken.setAttribute("role", "status");
  bar.after(spoken);
  const explained = form.querySelector("#beyond");
  let timer;

  function segments(costs, total) {
    const whole = most ? most : Math.max(fund, total);
    track.replaceChildren(...costs.map((cost) => {
      const part = document.createElement("i");
      part.className = `w-${Math.round((most ? 1 : cost) / whole * 100)}`;
      return part;
    }));
    if (limits && total > fund) {
      const over = document.createElement("i");
      over.className = `is-over w-${Math.ceil((total - fund) / whole * 100)}`;
      track.append(over);
    }
  }

  function show() {
    const chosen = [...form.querySelectorAll("input[data-cost]:checked")];
    const costs = chosen.map((box) => Number(box.dataset.cost));
    const total = costs.reduce((sum, cost) => sum + cost, 0);
    const tooMuch = (limits && total > fund) || (most && chosen.length > most);
    const values = {
      total: money(total), fund: money(fund), left: money(fund - total), over: money(total - fund), most,
    };
    const beyond = !limits && Boolean(form.dataset.beyond) && total > fund;
    const forms = tooMuch ? form.dataset.over : beyond ? form.dataset.beyond : form.dataset.some;
    const told = chosen.length ? counted(forms, chosen.length, values) : form.dataset.none;
    const [lead, ...rest] = told.split("|");
    if (tooMuch && form.dataset.out) { rest.push(counted(form.dataset.out, chosen.length - most)); }
    const strong = document.createElement("b");
    strong.textContent = lead.trim();
    const more = document.createElement("span");
    more.className = "pb-budget__more";
    more.textContent = fill(form.dataset.more, values);
    output.replaceChildren(strong, ` ${rest.join(" ").trim()} `, more);
    bar.classList.toggle("pb-budget--over", Boolean(tooMuch));
    segments(costs, total);
    if (explained) {
      explained.hidden = !beyond;
      explained.textContent = fill(explained.dataset.text, values);
    }
  }

  function change() {
    show();
    clearTimeout(timer);
    timer = setTimeout(() => { spoken.textContent = output.textContent; }, PAUSE);
  }

  for (const button of form.querySelectorAll("[data-without-scripts]")) { button.hidden = true; }
  form.addEventListener("change", change);
  show();
}
