"""Public pages on paper. Source: docs/rules/feeds.md section 5."""

from __future__ import annotations

import re

import pytest

from tests.browser.conftest import OpenPage
from tests.browser.hackford import Hackford

pytestmark = pytest.mark.browser

ROUND = "/rounds/neighbour-fund-2026"
# Each page with the most sheets of paper that it may take.
SHEETS = {
    f"{ROUND}/results": 9,
    f"{ROUND}/proposals/1": 6,
    "/forums/town-forum/points": 12,
    "/projects": 6,
}
SCREEN_ONLY = (".pb-nav", ".pb-tools", ".pb-crumbs", ".pb-beside", ".pb-actions", ".govuk-button")
_FAINT = """() => [...document.querySelectorAll("main *")].filter((element) =>
  element.checkVisibility() && element.textContent.trim() && !element.children.length &&
  !element.closest("svg") && getComputedStyle(element).color !== "rgb(0, 0, 0)"
).slice(0, 5).map((element) => element.outerHTML.slice(0, 120))"""


@pytest.mark.parametrize("path", SHEETS)
def test_page_is_printed_on_few_sheets_black_on_white_without_what_only_a_screen_follows(
    place: Hackford, open_page: OpenPage, path: str
) -> None:
    page = open_page(f"{place.address}{path}")
    page.emulate_media(media="print", color_scheme="dark")
    for shown in SCREEN_ONLY:
        for found in page.locator(shown).all():
            assert not found.is_visible(), shown
    assert page.evaluate(_FAINT) == []
    sheets = len(re.findall(rb"/Type /Page\b(?!s)", page.pdf(format="A4")))
    assert 1 <= sheets <= SHEETS[path]
