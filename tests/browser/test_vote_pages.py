"""The pages of the vote in a real browser: what is sent, what Back brings, what is seen first."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page, Request

from tests.browser.conftest import assert_accessible, assert_no_sideways_scroll
from tests.browser.hackford import Hackford
from tests.browser.votes import ROUND, VOTE, tick, vote

pytestmark = pytest.mark.browser
SMALL_PHONE = {"width": 360, "height": 740}
CHOICE = re.compile(r'project(=|%3D)|name="project"')
# Titles of the demonstration's projects, three of which cost more than the fund together.
DEAR = ("Splash park", "Library on Sundays", "Step-free path", "Safer crossing")


def fresh(browser: Browser, **more: Any) -> BrowserContext:
    return browser.new_context(viewport=SMALL_PHONE, **more)


def opened(context: BrowserContext, address: str) -> Page:
    page = context.new_page()
    page.goto(address)
    page.wait_for_load_state("networkidle")
    return page


def sent_by(page: Page) -> list[str]:
    """Everything a page sends from now on: address, headers and body."""
    sent: list[str] = []

    def note(request: Request) -> None:
        sent.append(" ".join((request.url, str(request.headers), request.post_data or "")))

    page.on("request", note)
    return sent


def order_on(page: Page) -> list[str]:
    found: list[str] = page.locator("[data-n]").evaluate_all("all => all.map(one => one.dataset.n)")
    return found


def test_no_choice_is_in_any_request_where_the_page_says_that_none_is_sent(
    browser: Browser, place: Hackford
) -> None:
    context = fresh(browser)
    page = opened(context, place.address + VOTE)
    assert (
        "Your choices stay in this tab and are not sent." in page.get_by_role("main").inner_text()
    )
    sent = sent_by(page)
    # Enter on a box goes on, and loses nothing.
    tick(page, "Quiet benches", "Pocket park")
    page.get_by_label(re.compile("Pocket park")).press("Enter")
    page.wait_for_url("**/eligibility")
    page.go_back()
    page.locator("input[name=project]:checked").nth(1).wait_for()
    page.reload()
    page.wait_for_load_state("networkidle")
    assert page.locator("input[name=project]:checked").count() == 2
    page.get_by_text("Change the order").click()
    page.get_by_role("button", name="Lowest cost first").click()
    page.wait_for_url("**order=cost*")
    page.wait_for_load_state("networkidle")
    assert page.locator("input[name=project]:checked").count() == 2
    # A token that ran out: the page again, the choices in it, one more press.
    page.context.clear_cookies(name="pb")
    page.get_by_role("button", name="Continue").click()
    page.get_by_text("Your choices are still here.").first.wait_for()
    page.wait_for_load_state("networkidle")
    assert page.locator("input[name=project]:checked").count() == 2
    assert page.title().startswith("Error: ")
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url("**/eligibility")
    page.goto(place.address + VOTE)
    page.wait_for_load_state("networkidle")
    page.get_by_role("button", name="Forget my choices").click()
    page.wait_for_load_state("networkidle")
    assert page.locator("input[name=project]:checked").count() == 0
    assert len(sent) > 5
    assert not [text for text in sent if CHOICE.search(text)]
    context.close()


def test_enter_and_forget_without_scripts(browser: Browser, place: Hackford) -> None:
    context = fresh(browser, java_script_enabled=False)
    page = opened(context, place.address + VOTE)
    assert "our server locks your choices" in page.get_by_role("main").inner_text()
    sent = sent_by(page)
    tick(page, "Quiet benches")
    page.get_by_label(re.compile("Quiet benches")).press("Enter")
    page.wait_for_url("**/eligibility")
    page.goto(place.address + VOTE)
    assert page.locator("input[name=project]:checked").count() == 1
    sent.clear()
    page.get_by_role("button", name="Forget my choices").click()
    page.wait_for_url("**/vote")
    assert page.locator("input[name=project]:checked").count() == 0
    posted = [text for text in sent if "/forget" in text]
    assert posted
    assert not [text for text in sent if CHOICE.search(text)]
    context.close()


@pytest.mark.parametrize("scripts", [True, False])
def test_done_leaves_nothing_that_back_or_loading_again_brings(
    browser: Browser, place: Hackford, scripts: bool
) -> None:
    context = fresh(browser, java_script_enabled=scripts)
    page = context.new_page()
    vote(page, place.address, "Quiet benches")
    page.locator("#tracker-code bdi").nth(3).wait_for()
    codes = [page.locator(f"#{box}-code").inner_text() for box in ("box", "tracker")]
    assert_no_sideways_scroll(page)
    # Sent again before “Done”: the same receipt.
    page.reload()
    page.locator("#tracker-code bdi").nth(3).wait_for()
    assert page.locator("#tracker-code").inner_text() == codes[1]
    with context.expect_page() as popup:
        page.get_by_role("button", name="Check it").click()
    popup.value.get_by_text("this vote is in the box").wait_for()
    popup.value.close()
    page.get_by_role("button", name="Done").click()
    page.wait_for_url(place.address + ROUND)
    letters = [re.sub(r"\W", "", code) for code in codes]
    if scripts:
        kept = page.evaluate("JSON.stringify(sessionStorage)")
        assert not [code for code in letters if code in kept]
    seen = []
    for _step in range(3):
        # Where the browser would ask whether to send the form again, it is sent again.
        with suppress(Error):
            page.go_back()
        seen.append(page.locator("html").inner_text())
        page.reload()
        seen.append(page.locator("html").inner_text())
    for shown in seen:
        assert not [code for code in letters if code in re.sub(r"\W", "", shown)]
    # With scripts Back leads past the receipt; without them to a page that says that it was closed.
    assert any("This receipt was closed" in shown for shown in seen) is not scripts
    context.close()


@pytest.mark.parametrize("scripts", [True, False])
def test_first_project_is_on_the_first_screen_of_a_small_phone(
    browser: Browser, place: Hackford, scripts: bool
) -> None:
    context = fresh(browser, java_script_enabled=scripts)
    page = opened(context, place.address + VOTE)
    top = page.locator(".pb-ballot > li").first.bounding_box()
    head = page.get_by_role("main").bounding_box()
    money = page.locator("#budget").bounding_box()
    assert top
    assert head
    assert money
    assert head["y"] < 140
    assert money["y"] < top["y"] < 660
    assert_no_sideways_scroll(page)
    context.close()


def test_order_is_the_browsers_own_on_home_and_ballot(browser: Browser, place: Hackford) -> None:
    orders = set()
    for _browser in range(3):
        context = fresh(browser)
        page = opened(context, place.address + "/")
        own = order_on(page)
        page.get_by_text("This browser shuffles the projects").wait_for()
        for path in (VOTE, ROUND, VOTE):
            page.goto(place.address + path)
            page.wait_for_load_state("networkidle")
            assert order_on(page) == own, path
        orders.add(tuple(own))
        context.close()
    assert len(orders) > 1
    context = fresh(browser, java_script_enabled=False)
    page = opened(context, place.address + "/")
    assert "another one every hour" in page.get_by_role("main").inner_text()
    own = order_on(page)
    page.goto(place.address + VOTE)
    assert order_on(page) == own
    context.close()


@pytest.mark.parametrize("scripts", [True, False])
def test_more_than_the_fund_is_said_in_the_words_of_the_rule(
    browser: Browser, place: Hackford, scripts: bool
) -> None:
    context = fresh(browser, java_script_enabled=scripts)
    page = opened(context, place.address + VOTE)
    assert not page.locator("#beyond").is_visible()
    tick(page, *DEAR)
    if not scripts:
        page.get_by_role("button", name="Update total").click()
    assert "more than the fund" in page.locator("#budget output").inner_text()
    assert "That is allowed" in page.locator("#beyond").inner_text()
    if scripts:
        assert_accessible(page)
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url("**/eligibility")
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Cast my vote").wait_for()
    assert "That is allowed" in page.get_by_role("main").inner_text()
    context.close()


def test_code_of_a_letters_picture_is_filled_in_and_travels_in_no_address(
    browser: Browser, place: Hackford
) -> None:
    context = fresh(browser)
    page = context.new_page()
    sent = sent_by(page)
    page.goto(f"{place.address}{VOTE}#code=7Q4K-9XMD-2HTB-WC")
    page.wait_for_load_state("networkidle")
    assert "#" not in page.url
    tick(page, "Quiet benches")
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url("**/eligibility")
    field = page.get_by_label("The code from your letter")
    field.evaluate("one => { one.value = ''; }")  # what the demonstration fills in
    page.wait_for_load_state("networkidle")
    assert not any("7Q4K" in each for each in sent)
    # Nothing of it stays in the tab behind the step that asks for it.
    assert page.evaluate("() => JSON.stringify(sessionStorage)").count("7Q4K") == 0
    context.close()


def test_code_of_a_letters_picture_stands_in_the_field_that_asks_for_it(
    browser: Browser, place: Hackford
) -> None:
    context = fresh(browser)
    page = context.new_page()
    page.route(
        "**/eligibility",
        lambda route: route.fulfill(
            response=(answer := route.fetch()),
            body=re.sub(r'(name="code"[^>]*) value="[^"]*"', r"\1", answer.text()),
        ),
    )
    page.goto(f"{place.address}{VOTE}/eligibility#code=7Q4K-9XMD-2HTB-WC")
    page.wait_for_load_state("networkidle")
    assert page.get_by_label("The code from your letter").input_value() == "7Q4K-9XMD-2HTB-WC"
    assert page.url.endswith("/eligibility")
    context.close()
