"""Long texts survive a reload and an error, and are gone once they were sent or forgotten."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import PHONE
from tests.browser.hackford import Hackford

pytestmark = pytest.mark.browser
NEW = "/rounds/green-streets-fund-2028/ideas/new"
WORDS = "Shade where people wait for the bus."
STORED = "Object.keys(localStorage).filter((key) => key.startsWith('pb-words:')).length"


@pytest.fixture
def page(browser: Browser, place: Hackford) -> Page:
    opened = browser.new_context(viewport={"width": PHONE, "height": 740}).new_page()
    opened.goto(place.address + NEW)
    return opened


def stored(page: Page, number: int) -> None:
    """So many forms are kept, after a moment at most."""
    for _try in range(40):
        if page.evaluate(STORED) == number:
            return
        page.wait_for_timeout(100)
    assert page.evaluate(STORED) == number


def write(page: Page) -> None:
    page.get_by_label("Title").fill("Shade at the bus stop")
    page.get_by_label("What should happen?").fill(WORDS)
    stored(page, 1)


def test_what_was_typed_is_back_after_a_reload_and_the_page_says_so(page: Page) -> None:
    page.get_by_text("What you type is kept on this device").wait_for()  # the script shows it
    write(page)
    page.reload()
    page.get_by_text("We put back what you typed").wait_for()
    assert page.get_by_label("What should happen?").input_value() == WORDS
    page.get_by_role("button", name="Forget it now").click()
    assert page.get_by_label("What should happen?").input_value() == ""
    page.reload()
    page.get_by_text("What you type is kept on this device").wait_for()
    assert page.get_by_label("What should happen?").input_value() == ""
    page.context.close()


def test_words_stay_on_the_pages_of_the_form_and_go_when_another_page_follows(
    page: Page, place: Hackford
) -> None:
    write(page)
    page.get_by_label("Everywhere").check()
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("heading", name="Two extras").wait_for()
    page.wait_for_timeout(300)
    assert page.evaluate(STORED) == 1
    page.get_by_role("button", name="Back to page 1").click()
    page.get_by_role("heading", name="Your idea").wait_for()
    assert page.get_by_label("What should happen?").input_value() == WORDS
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("heading", name="Two extras").wait_for()
    page.get_by_role("link", name="Forums", exact=True).click()
    stored(page, 0)
    page.context.close()


def test_nothing_is_kept_where_one_votes(page: Page, place: Hackford) -> None:
    page.goto(place.address + "/rounds/neighbour-fund-2027/vote")
    assert page.locator("[data-keep]").count() == 0
    page.context.close()
