// Looks for similar ideas while a title is typed. The element has data-for (id of the title) and
// data-url; the answer is a piece of HTML from our own server and goes inside the element.
const PAUSE = 600;
const ENOUGH = 8;

export function mount(place) {
  const title = document.getElementById(place.dataset.for);
  place.setAttribute("aria-live", "polite");
  let timer;
  let asked = "";

  async function look() {
    const words = title.value.trim();
    if (words.length < ENOUGH || words === asked) { return; }
    asked = words;
    const answer = await fetch(`${place.dataset.url}?title=${encodeURIComponent(words)}`);
    if (answer.ok && asked === words) { place.innerHTML = await answer.text(); }
  }

  title.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(look, PAUSE);
  });
  if (title.value !== title.defaultValue) { look(); } // typed before this file came
}
