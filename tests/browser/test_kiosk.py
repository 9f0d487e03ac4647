"""A screen at a voting place in a real browser: what the next voter finds of the last one.

Source: docs/rules/venues.md section 2.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from pbplatform.accounts.pages.cookies import COOKIE
from pbplatform.venues.pages import kiosk_device
from tests.browser.conftest import assert_accessible, assert_no_sideways_scroll
from tests.browser.hackford import Hackford
from tests.browser.kiosk_turns import (
    DESK,
    PHONE,
    TWICE,
    assert_nothing_comes_back,
    at_start,
    begins,
    kiosk,
    library,
    votes,
)

__all__ = ["library"]  # a fixture
pytestmark = pytest.mark.browser


@pytest.fixture(params=["scripts"])
def context(browser: Browser, request: pytest.FixtureRequest) -> Iterator[BrowserContext]:
    made = browser.new_context(viewport=PHONE, java_script_enabled=request.param == "scripts")
    yield made
    made.close()


without_scripts = pytest.mark.parametrize("context", ["no scripts"], indirect=True)
both = pytest.mark.parametrize("context", ["scripts", "no scripts"], indirect=True)


@both
def test_a_clerk_can_read_the_closing_code_of_the_device(
    context: BrowserContext, library: Hackford
) -> None:
    session = {"name": COOKIE, "value": library.cookie("carla"), "url": library.address}
    context.add_cookies([session])  # type: ignore[list-item]
    page = context.new_page()
    page.goto(library.address + DESK)
    page.get_by_label("Central Library").check()
    page.get_by_role("button", name="Make this device a screen").click()
    page.get_by_role("heading", name="This device is a voting screen now").wait_for()
    page.wait_for_load_state("networkidle")
    assert len(re.sub(r"\W", "", page.locator(".pb-code__value").inner_text())) == 8


def kept(page: Page) -> str:
    stores = "JSON.stringify([{...sessionStorage}, {...localStorage}, window.name])"
    text: str = page.evaluate(stores)
    return text


@both
def test_after_done_nothing_of_the_voter_is_on_the_device(
    context: BrowserContext, library: Hackford
) -> None:
    page = kiosk(context, library)
    begins(page)
    codes = votes(page)
    assert_no_sideways_scroll(page)
    page.get_by_role("button", name="Done").click()
    at_start(page)
    assert {each["name"] for each in context.cookies()} <= {"pb", "pb_kiosk"}
    assert_nothing_comes_back(page, codes)


def test_storage_is_empty_after_the_turn_and_choices_of_the_last_voter_are_not_ticked(
    context: BrowserContext, library: Hackford
) -> None:
    page = kiosk(context, library)
    begins(page)
    page.get_by_label(re.compile("Quiet benches")).check()
    assert "pb-choices" in kept(page)
    page.get_by_role("button", name="End and clear this screen").click()
    at_start(page)
    assert kept(page) == '[{},{},""]'
    page.go_back()
    at_start(page)
    begins(page)
    assert page.locator("input[name=project]:checked").count() == 0


def test_silence_asks_first_and_then_clears_the_screen(
    context: BrowserContext, library: Hackford, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kiosk_device, "IDLE_SECONDS", 2)
    monkeypatch.setattr(kiosk_device, "WARN_SECONDS", 3)
    page = kiosk(context, library)
    begins(page)
    page.get_by_label(re.compile("Quiet benches")).check()
    asks = page.get_by_role("alertdialog", name="Are you still there?")
    asks.wait_for()
    assert re.search(r"clears itself in \d seconds?\.", asks.inner_text())
    assert page.evaluate("document.activeElement.closest('dialog') !== null")
    assert_accessible(page)
    assert_no_sideways_scroll(page)
    # One press goes on, and loses nothing; so does Escape.
    page.keyboard.press("Enter")
    asks.wait_for(state="hidden")
    assert page.locator("input[name=project]:checked").count() == 1
    asks.wait_for()
    page.keyboard.press("Escape")
    asks.wait_for(state="hidden")
    asks.wait_for()
    at_start(page)
    assert kept(page) == '[{},{},""]'
    assert_nothing_comes_back(page, [])


@without_scripts
def test_silence_does_the_same_without_scripts(
    context: BrowserContext, library: Hackford, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kiosk_device, "PLAIN_SECONDS", 2)
    monkeypatch.setattr(kiosk_device, "WARN_SECONDS", 3)
    page = kiosk(context, library)
    begins(page)
    page.get_by_role("heading", name="Are you still there?").wait_for()
    page.get_by_role("link", name="Yes, I am still here").click()
    page.wait_for_url("**/vote")
    page.get_by_role("heading", name="Are you still there?").wait_for()
    page.get_by_role("heading", name="Voting with help from this screen").wait_for()
    assert_nothing_comes_back(page, [])


def test_pages_of_a_kiosk_are_for_everybody_at_every_size(
    context: BrowserContext, library: Hackford
) -> None:
    page = kiosk(context, library)
    for look in ("", "Larger", "White on black"):
        if look:
            page.get_by_role("link", name=look, exact=True).click()
            page.wait_for_load_state("networkidle")
        assert_accessible(page)
        assert_no_sideways_scroll(page)
    page.get_by_role("link", name="Close this screen with its code").click()
    assert_accessible(page)
    page.go_back()
    page.get_by_role("link", name="Larger", exact=True).click()
    page.get_by_role("link", name="White on black", exact=True).click()
    page.get_by_role("button", name="Begin with somebody who presses for me").click()
    assert_accessible(page)
    assert_no_sideways_scroll(page)
    page.get_by_label("The voter asked for this help").check()
    page.get_by_label("A witness is here").check()
    page.get_by_role("button", name="Go on").click()
    page.wait_for_url("**/vote")
    page.wait_for_load_state("networkidle")
    assert_accessible(page)
    assert_no_sideways_scroll(page)
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("I read the choices aloud").wait_for()
    assert_accessible(page)
    assert_no_sideways_scroll(page)
    page.get_by_label("I read the choices aloud").check()
    page.get_by_role("button", name="Cast a blank vote").click()
    page.get_by_role("heading", name="Your vote is in the box").wait_for()
    assert_accessible(page)
    assert_no_sideways_scroll(page)
    assert page.get_by_role("button", name="Copy").count() == 0
    page.emulate_media(media="print")
    paper = "getComputedStyle(document.documentElement).getPropertyValue('--paper')"
    assert page.evaluate(paper).strip() == "#fff"  # the receipt is printed black on white
    page.emulate_media(media="screen")
    page.goto(library.address + "/rounds")
    assert_accessible(page)


def tab_to(page: Page, selector: str) -> None:
    for _step in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("chosen => document.activeElement.matches(chosen)", selector):
            return
    pytest.fail(f"the keyboard does not reach {selector}")


def test_a_whole_turn_by_keyboard_alone_at_twice_the_size(
    browser: Browser, library: Hackford
) -> None:
    context = browser.new_context(viewport=TWICE)  # type: ignore[arg-type]
    page = kiosk(context, library)
    tab_to(page, "button[value=alone]")
    page.keyboard.press("Enter")
    page.wait_for_url("**/vote")
    page.wait_for_load_state("networkidle")
    tab_to(page, "input[name=project]")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.wait_for_url("**/eligibility")
    tab_to(page, "input[name=code]")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Cast my vote").wait_for()
    tab_to(page, "[data-cast]")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Your vote is in the box").wait_for()
    assert_no_sideways_scroll(page)
    tab_to(page, "form[action$='/vote/done'] button")
    page.keyboard.press("Enter")
    at_start(page)
    context.close()
