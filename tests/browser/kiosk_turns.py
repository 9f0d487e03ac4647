"""A screen at a voting place in a real browser, and what is done at it."""

from __future__ import annotations

import re
from contextlib import suppress

import pytest
from playwright.sync_api import BrowserContext, Error, Page
from sqlalchemy import select

from pbplatform.accounts.pages.cookies import COOKIE
from pbplatform.core.db import db
from pbplatform.core.transaction import transaction
from pbplatform.demo.seed import FIRST_START
from pbplatform.rounds.models import Round
from pbplatform.venues.models import Venue
from tests.browser.hackford import Hackford
from tests.venues.kiosks import add_place

SLUG = "neighbour-fund-2027"
VOTE, DESK = f"/rounds/{SLUG}/vote", f"/desk/clerk/rounds/{SLUG}/kiosk"
PHONE = {"width": 320, "height": 700}
# What a screen of 1280 by 800 has at 200 %.
TWICE = {"width": 640, "height": 400}


@pytest.fixture(scope="module")
def library(place: Hackford) -> Hackford:
    """The round has a voting place, and says that help can be had."""
    with place.app.app_context():
        with transaction() as session:
            round_id = session.scalars(select(Round.id).where(Round.slug == SLUG)).one()
            if session.get(Venue, (round_id, 1)) is None:
                add_place(session, round_id, FIRST_START)
        db.session.remove()
    return place


def kiosk(context: BrowserContext, library: Hackford) -> Page:
    """A device that Carla, a clerk, made a screen; at its start page."""
    session = {"name": COOKIE, "value": library.cookie("carla"), "url": library.address}
    context.add_cookies([session])  # type: ignore[list-item]
    page = context.new_page()
    page.goto(library.address + DESK)
    page.get_by_label("Central Library").check()
    page.get_by_role("button", name="Make this device a screen").click()
    page.get_by_role("heading", name="This device is a voting screen now").wait_for()
    page.get_by_role("link", name="Go to the start").click()
    page.get_by_role("heading", name="Voting with help from this screen").wait_for()
    page.wait_for_load_state("networkidle")
    return page


def begins(page: Page) -> None:
    page.get_by_role("button", name="Begin", exact=True).click()
    page.wait_for_url("**/vote")
    page.wait_for_load_state("networkidle")


def votes(page: Page) -> list[str]:
    """From the ballot to the receipt; the letters of its two codes."""
    page.get_by_label(re.compile("Quiet benches")).check()
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url("**/eligibility")
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Cast my vote").click()
    page.get_by_role("heading", name="Your vote is in the box").wait_for()
    page.locator("#tracker-code bdi").nth(3).wait_for()
    codes = [page.locator(f"#{box}-code").inner_text() for box in ("box", "tracker")]
    return [re.sub(r"\W", "", code) for code in codes]


def at_start(page: Page) -> None:
    page.wait_for_url("**/kiosk")
    page.get_by_role("heading", name="Voting with help from this screen").wait_for()
    page.wait_for_load_state("networkidle")


def assert_nothing_comes_back(page: Page, codes: list[str]) -> None:
    """Whatever the next one presses, no page of the last one is shown."""
    for _step in range(4):
        with suppress(Error):  # where the browser asks whether to send a form again, it is sent
            page.go_back()
        for _look in range(2):
            shown = page.locator("html").inner_text()
            assert "Quiet benches" not in shown
            assert "Your vote is in the box" not in shown
            assert not [code for code in codes if code in re.sub(r"\W", "", shown)]
            page.reload()
    assert not [each for each in page.context.cookies() if each["name"] not in ("pb", "pb_kiosk")]
