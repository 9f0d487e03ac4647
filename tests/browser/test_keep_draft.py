"""A draft saves itself while somebody types, and its link opens it on another device."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import PHONE
from tests.browser.hackford import Hackford

pytestmark = pytest.mark.browser
NEW = "/rounds/green-streets-fund-2028/ideas/new"
WORDS = "Shade where people wait for the bus."


@pytest.fixture
def page(browser: Browser, place: Hackford) -> Page:
    opened = browser.new_context(viewport={"width": PHONE, "height": 740}).new_page()
    # Nobody waits for 20 seconds: the page says how often, and the script believes it.
    opened.route(
        "**" + NEW,
        lambda route: (
            route.fulfill(
                response=(answer := route.fetch()),
                body=answer.text().replace('data-every="20"', 'data-every="1"'),
            )
            if route.request.method == "GET"
            else route.continue_()
        ),
    )
    opened.goto(place.address + NEW)
    return opened


def test_draft_saves_itself_and_is_there_after_a_reload_and_on_another_device(
    page: Page, browser: Browser
) -> None:
    page.get_by_label("Title").fill("Shade at the bus stop")
    page.get_by_label("What should happen?").fill(WORDS)
    page.get_by_text("Draft saved").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE
    link = page.get_by_role("link", name="/ideas/new?draft=").get_attribute("href") or ""
    expect(page).to_have_url(link + "&at=idea")
    page.evaluate("localStorage.clear()")
    page.reload()
    assert page.get_by_label("What should happen?").input_value() == WORDS
    other = browser.new_context().new_page()
    other.goto(link)
    assert other.get_by_label("What should happen?").input_value() == WORDS
    other.get_by_label("Everywhere").check()
    other.get_by_role("button", name="Continue").click()
    other.get_by_role("heading", name="Two extras").wait_for()
    other.reload()  # the draft is opened again, and no form is sent again
    other.get_by_role("heading", name="Two extras").wait_for()
    other.context.close()
    page.context.close()
