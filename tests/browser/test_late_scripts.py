"""On a slow line a page is there long before its scripts, and no event tells of what was typed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route

from tests.browser.conftest import PHONE
from tests.browser.hackford import Hackford

pytestmark = pytest.mark.browser
NEW = "/rounds/green-streets-fund-2028/ideas/new"
WORDS = "Shade where people wait for the bus."
KEPT = "Object.entries(localStorage).find(([key]) => key.startsWith('pb-words:'))"
SAVED = "Draft saved"
LONGER_THAN_A_SAVE = 2500  # the page here saves each second


@pytest.fixture
def page(browser: Browser, place: Hackford) -> Iterator[Page]:
    opened = browser.new_context(viewport={"width": PHONE, "height": 740}).new_page()
    opened.route(
        "**" + NEW,
        lambda route: route.fulfill(
            response=(answer := route.fetch()),
            body=answer.text().replace('data-every="20"', 'data-every="1"'),
        ),
    )
    yield opened
    opened.context.close()


@contextmanager
def held(page: Page, script: str, address: str) -> Iterator[None]:
    """Opens the page; the script comes only after the block."""
    waiting: list[Route] = []
    page.route(f"**/{script}*", lambda route: waiting.append(route))
    page.goto(address)
    # The browser tells of a request before it asks what to do with it: only the question counts.
    for _try in range(200):
        if waiting:
            break
        page.wait_for_timeout(50)
    assert waiting
    yield
    for route in waiting:
        route.continue_()


def kept(page: Page) -> dict[str, Any]:
    """What is kept on this device of the form, by the script's own writing."""
    for _try in range(40):
        if found := page.evaluate(KEPT):
            stored: dict[str, Any] = json.loads(found[1])
            return stored
        page.wait_for_timeout(100)
    raise AssertionError("nothing is kept on this device")


def keep_as(page: Page, **changed: Any) -> None:
    """Words that this device kept from an earlier visit; set aside from the form."""
    key = page.evaluate(KEPT)[0]
    page.goto("about:blank")
    # No page of ours is open, so nobody writes them once more while they are changed.
    page.add_init_script(
        f"""if (!sessionStorage.getItem("once") && location.protocol.startsWith("http")) {{
          sessionStorage.setItem("once", "1");
          const kept = JSON.parse(localStorage.getItem({json.dumps(key)}));
          const changed = Object.assign(kept, {json.dumps(changed)});
          localStorage.setItem({json.dumps(key)}, JSON.stringify(changed));
        }}"""
    )


def test_words_typed_before_the_script_are_saved_as_a_draft(page: Page, place: Hackford) -> None:
    with held(page, "keep-draft.js", place.address + NEW):
        page.get_by_label("Title").fill("A tap on the market square")
        page.get_by_label("What should happen?").fill(WORDS)
    page.get_by_text(SAVED).wait_for()


def test_choice_made_before_the_script_is_sent_to_be_saved(page: Page, place: Hackford) -> None:
    with (
        page.expect_request(lambda sent: sent.method == "POST" and "/ideas/" in sent.url),
        held(page, "keep-draft.js", place.address + NEW),
    ):
        page.locator("select[name=area]").evaluate("select => { select.selectedIndex = 1; }")


def test_untouched_form_saves_no_draft(page: Page, place: Hackford) -> None:
    with held(page, "keep-draft.js", place.address + NEW):
        pass
    page.wait_for_timeout(LONGER_THAN_A_SAVE)
    assert page.get_by_text(SAVED).count() == 0


def test_words_typed_before_the_script_are_kept_on_the_device(page: Page, place: Hackford) -> None:
    with held(page, "keep-words.js", place.address + NEW):
        page.get_by_label("What should happen?").fill(WORDS)
    assert kept(page)["words"]["text"] == WORDS


def test_title_typed_before_the_script_is_looked_up(page: Page, place: Hackford) -> None:
    with held(page, "similar-ideas.js", place.address + NEW):
        page.get_by_label("Title").fill("Shade at every bus stop")
    page.get_by_role("heading", name="looks similar").wait_for()


def test_words_that_the_device_put_back_are_sent_nowhere_until_somebody_types(
    page: Page, place: Hackford
) -> None:
    page.goto(place.address + NEW)
    page.get_by_label("What should happen?").fill(WORDS)
    kept(page)
    with held(page, "keep-draft.js", place.address + NEW):
        page.get_by_text("We put back what you typed").wait_for()
    page.wait_for_timeout(LONGER_THAN_A_SAVE)
    assert page.get_by_text(SAVED).count() == 0
    page.get_by_label("Title").fill("Shade")
    page.get_by_text(SAVED).wait_for()


def test_looking_at_kept_words_makes_them_neither_younger_nor_unsent(
    page: Page, place: Hackford
) -> None:
    """“7 days at most” counts from the typing, and what was sent is still known as sent."""
    page.goto(place.address + NEW)
    page.get_by_label("What should happen?").fill(WORDS)
    then = kept(page)["at"] - 3 * 24 * 3600 * 1000
    keep_as(page, at=then, sent=True)
    page.goto(place.address + NEW)
    page.get_by_text("We put back what you typed").wait_for()
    assert (kept(page)["at"], kept(page)["sent"]) == (then, True)


def test_leaving_a_page_with_kept_words_does_not_make_them_younger(
    page: Page, place: Hackford
) -> None:
    page.goto(place.address + NEW)
    page.get_by_label("What should happen?").fill(WORDS)
    then = kept(page)["at"] - 3 * 24 * 3600 * 1000
    keep_as(page, at=then)
    for _visit in range(2):
        page.goto(place.address + NEW)
        page.get_by_text("We put back what you typed").wait_for()
    assert kept(page)["at"] == then
