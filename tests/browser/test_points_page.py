"""The list of points: short on a phone, whole on a wide screen, both sides always in the page."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import OpenPage, assert_accessible, assert_no_sideways_scroll
from tests.browser.hackford import Hackford

pytestmark = pytest.mark.browser
POINTS = "/forums/town-forum/points"
# With links to news by mail, to the feed and to the check, and who called a promise done.
TALLEST = 4140
FIRST_SCREEN = 740


@pytest.mark.parametrize("scripts", [True, False])
def test_twelve_points_are_short_on_a_phone(
    place: Hackford, browser: Browser, scripts: bool
) -> None:
    context = browser.new_context(
        viewport={"width": 360, "height": FIRST_SCREEN}, java_script_enabled=scripts
    )
    page = context.new_page()
    page.goto(place.address + POINTS)
    rows = page.locator("article.pb-exchange")
    assert rows.count() == 12
    assert page.locator("html").bounding_box()["height"] < TALLEST  # type: ignore[index]
    first = rows.first.bounding_box()
    assert first
    assert first["y"] < FIRST_SCREEN
    late = rows.first
    assert late.get_by_text("Late.").first.is_visible()
    assert late.get_by_text("Next: Environment.").is_visible()
    assert not late.get_by_text("There are rats.").is_visible()
    late.locator("summary").press("Enter")
    assert late.get_by_text("There are rats.").is_visible()
    context.close()


def test_both_sides_stand_beside_each_other_on_a_wide_screen(
    place: Hackford, open_page: OpenPage
) -> None:
    page = open_page(place.address + POINTS, width=1280)
    row = page.locator("#point-6")
    assert row.get_by_text("Three lamps are out").is_visible()
    assert row.get_by_text("All three lamps are mended").is_visible()
    assert not row.locator("summary").is_visible()
    assert_accessible(page)


@pytest.mark.parametrize("width", [320, 360, 740])
def test_rows_fit_any_width(place: Hackford, open_page: OpenPage, width: int) -> None:
    page = open_page(place.address + POINTS, width=width)
    assert_no_sideways_scroll(page)
    assert_accessible(page)
