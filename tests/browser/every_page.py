"""One page of every kind, looked at by axe, narrow and wide, and in the pseudo-language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import product

from playwright.sync_api import Page

from tests.browser.conftest import (
    DESK,
    PHONE,
    OpenPage,
    Walks,
    assert_accessible,
    assert_no_sideways_scroll,
)
from tests.browser.hackford import Hackford, be

# Words in plain letters, where they are not what people wrote.
PLAIN = """() => {
  const theirs = "[translate=no], [dir=auto], body [lang], code, script, style";
  const word = /[A-Za-z]{2,}/;
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (word.test(node.data) && !node.parentElement.closest(theirs)) found.push(node.data.trim());
  }
  for (const name of ["aria-label", "alt", "title", "placeholder", "data-label"]) {
    for (const element of document.querySelectorAll(`[${name}]`)) {
      const text = element.getAttribute(name);
      if (word.test(text) && !element.closest("[translate=no]")) found.push(`${name}: ${text}`);
    }
  }
  return found;
}"""

Kind = tuple[str, str]
"""A person, and the path of a page that they can reach."""


def kinds_of_pages(
    place: Hackford, walks: Walks, people: Iterable[str], guards: tuple[str, ...]
) -> list[Kind]:
    """Every kind of page behind such a guard once, by the first person who can reach it."""
    kinds: dict[str, Kind] = {}
    for persona in people:
        for each in walks(persona):
            view = place.app.view_functions.get(each.endpoint)
            if each.status == 200 and getattr(view, "guard", "public").startswith(guards):
                kinds.setdefault(each.endpoint, (persona, each.path))
    return sorted(kinds.values())


def visited(place: Hackford, page: Page, kinds: Iterable[Kind], query: str = "") -> Iterator[Kind]:
    """Go to each page as its person."""
    present = ""
    for persona, path in kinds:
        if persona != present:
            be(page, place, persona)
            present = persona
        joined = "&" if "?" in path else "?"
        page.goto(place.address + path + (f"{joined}{query}" if query else ""))
        yield persona, path


def assert_all_fit(place: Hackford, open_page: OpenPage, kinds: list[Kind]) -> None:
    """axe finds nothing and nothing scrolls sideways, narrow and wide."""
    page, problems = open_page(place.address, width=PHONE), []
    for persona, path in visited(place, page, kinds):
        for width, check in product((PHONE, DESK), (assert_accessible, assert_no_sideways_scroll)):
            page.set_viewport_size({"width": width, "height": 800})
            try:
                check(page)
            except AssertionError as error:
                problems.append(f"{persona} {path} at {width}: {error}")
    assert not problems, "\n".join(problems)


def assert_all_translated(place: Hackford, open_page: OpenPage, kinds: list[Kind]) -> None:
    """No page keeps a plain word in the pseudo-language."""
    page, problems = open_page(place.address, width=PHONE), []
    for _persona, path in visited(place, page, kinds, "lang=qps"):
        problems += [f"{path}: {text}" for text in page.evaluate(PLAIN)]
    assert not problems, "\n".join(problems)
