// Sentences with counts and sums of money, in the language of the page.
const rules = new Intl.PluralRules(document.documentElement.lang || undefined);

// Fills the gaps of a sentence: {count}, {total}.
export function fill(sentence, values) {
  return (sentence || "").replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

// The sentence for a count. `forms` is what plural_forms() wrote into the page: every form of its
// language, as JSON by the names that Intl.PluralRules gives.
export function counted(forms, count, values) {
  const each = JSON.parse(forms);
  return fill(each[rules.select(count)] ?? each.other, { count, ...values });
}

// Sums in minor units, `unit` of which make one, as the server writes them: £96,000 and £96,000.50.
export function moneyIn(locale, currency, unit) {
  const written = (digits) => new Intl.NumberFormat(locale, {
    style: "currency", currency, minimumFractionDigits: digits, maximumFractionDigits: digits,
  });
  const whole = written(0);
  const exact = written(Math.round(Math.log10(unit)));
  return (sum) => (sum % unit === 0 ? whole : exact).format(sum / unit);
}
