"""Voting places in a real browser: found by keyboard on a phone, closed in a few seconds.

Source: docs/rules/venues.md sections 1, 7 and 8.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import (
    PHONE,
    OpenPage,
    assert_accessible,
    assert_no_sideways_scroll,
)
from tests.browser.hackford import Hackford, be

pytestmark = pytest.mark.browser
ROUND = "/rounds/neighbour-fund-2027"
DESK = f"/desk/facilitator{ROUND}/venues"


def tab_to(page: Page, words: str) -> None:
    """Press Tab until something with these words, or with this name, has the focus."""
    asked = """() => {
      const held = document.activeElement;
      const label = held.labels ? [...held.labels].map((each) => each.textContent).join(" ") : "";
      return [held.textContent, held.name ?? "", held.value ?? "", label].join(" ");
    }"""
    for _step in range(60):
        page.keyboard.press("Tab")
        if words in page.evaluate(asked):
            return
    raise AssertionError(f"no Tab leads to {words}")


@pytest.mark.parametrize("scripts", [True, False])
def test_a_place_is_found_by_keyboard_on_a_phone_and_nothing_found_says_how_to_widen(
    open_page: OpenPage, place: Hackford, scripts: bool
) -> None:
    page = open_page(f"{place.address}{ROUND}/where", width=PHONE, scripts=scripts)
    tab_to(page, "Find a place that fits")
    page.keyboard.press("Enter")
    tab_to(page, "Open now")
    page.keyboard.press("Space")
    tab_to(page, "Hearing loop")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.wait_for_url("**/where?*")
    assert "open=now&access=hearing-loop" in page.url
    assert page.get_by_text("1 of 3 places fit.").is_visible()
    assert page.get_by_role("heading", name="Central Library").is_visible()
    assert not page.get_by_role("heading", name="North End community room").count()
    assert_no_sideways_scroll(page)
    page.goto(f"{place.address}{ROUND}/where?area=North&day=today&access=bus")
    assert page.get_by_text("No voting place fits all of this").is_visible()
    assert_no_sideways_scroll(page)
    if scripts:
        assert_accessible(page)
    tab_to(page, "Without “Today")
    page.keyboard.press("Enter")
    page.wait_for_url("**area=North&access=bus")
    assert page.get_by_text("Closed today. Open again: Thursday 11 March").is_visible()
    tab_to(page, "Places that are open now")
    page.keyboard.press("Enter")
    page.wait_for_url("**/where/3")
    assert page.get_by_role("link", name="Central Library").is_visible()


def test_a_clerk_closes_a_place_by_keyboard_with_one_sentence_and_opens_it_again(
    open_page: OpenPage, place: Hackford
) -> None:
    page = open_page(f"{place.address}/", width=PHONE)
    be(page, place, "carla")
    page.goto(f"{place.address}{DESK}/1/close")
    assert_accessible(page)
    assert_no_sideways_scroll(page)
    page.get_by_label("Why is it closed?").focus()
    page.keyboard.type("No staff today")
    tab_to(page, "Close it")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{DESK}")
    said = page.locator("section", has=page.get_by_role("heading", name="Central Library"))
    assert said.get_by_text("Closed today.").is_visible()
    assert_accessible(page)
    page.goto(f"{place.address}/")
    assert page.get_by_text("No staff today").is_visible()
    assert page.get_by_text("No other voting place is open at this moment.").is_visible()
    page.goto(f"{place.address}{DESK}")
    said.get_by_role("button", name="Open it again").click()
    page.get_by_text("It keeps its hours again").wait_for()
    page.goto(f"{place.address}/")
    assert not page.get_by_text("No staff today").count()


def test_a_file_is_shown_line_by_line_on_a_phone(
    open_page: OpenPage, place: Hackford, tmp_path: Path
) -> None:
    file = tmp_path / "places.csv"
    file.write_text(
        "name,address,hours,offers,getting_there\n"
        f'Canal house,1 Canal Road,"2027-03-12, 9:00 to 12:00",paper,{"a" * 300}\n'
        "Old mill,2 Mill Lane,soon,tea,\n"
    )
    page = open_page(f"{place.address}/", width=PHONE)
    be(page, place, "carla")
    page.goto(f"{place.address}{DESK}/file")
    page.get_by_label("File").set_input_files(file)
    page.get_by_role("button", name="Look at the file").click()
    page.get_by_text("1 of 2 lines can be added").wait_for()
    assert page.get_by_text("tea in the column offers is none of the words").is_visible()
    assert_accessible(page)
    assert_no_sideways_scroll(page)
    page.get_by_role("button", name="Add 1 place").click()
    page.get_by_text("1 place is on the list.").wait_for()
    page.goto(f"{place.address}{ROUND}/where/4")
    assert_no_sideways_scroll(page)
    assert_accessible(page)
    page.goto(f"{place.address}{ROUND}/where/print")
    assert_no_sideways_scroll(page)
    assert_accessible(page)
