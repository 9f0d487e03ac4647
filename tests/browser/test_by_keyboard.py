"""A vote at a kiosk and a batch of papers by keyboard alone, at twice the size.

A screen of 1280 by 800 has at 200 % what one of 640 by 400 has with two dots for one. On each page
axe finds nothing, nothing scrolls sideways, and what has the focus is seen to have it.
Source: WCAG 2.2, 1.4.4, 1.4.10, 2.1.1, 2.4.7 and 2.4.11; docs/rules/venues.md section 2,
docs/rules/paper.md section 3.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page

from config import Settings
from pbplatform.accounts import services as accounts
from pbplatform.accounts.pages.cookies import COOKIE
from pbplatform.core.actor import ActorRef
from pbplatform.core.db import db
from pbplatform.core.transaction import transaction
from pbplatform.paper.models.batches import PaperBatch
from pbplatform.voting.models import UrnEnvelope
from tests.browser.conftest import assert_accessible, assert_no_sideways_scroll, serve
from tests.browser.hackford import Hackford
from tests.browser.kiosk_turns import TWICE, at_start, kiosk, library
from tests.conftest import SetClock
from tests.paper.counting_day import Day, Line, make_day, written

__all__ = ["library"]  # a fixture
pytestmark = pytest.mark.browser

# Of what has the focus: whether it looks different without it, in its own style or that of the box
# drawn for a tick; whether the page has scrolled to it; whether it is looked for; its name.
STOP = """(wanted) => {
  const one = document.activeElement;
  const of = (element, pseudo) => {
    const s = getComputedStyle(element, pseudo);
    return [s.outlineStyle, s.outlineWidth, s.boxShadow, s.backgroundColor, s.borderColor].join();
  };
  const look = () => of(one) + (one.labels?.length ? of(one.labels[0], "::before") : "");
  const box = one.getBoundingClientRect();
  const sees = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  const before = look();
  one.blur();
  const shows = before !== look();
  one.focus();
  return [shows, sees, one.matches(wanted), `${one.tagName} ${one.name || one.textContent.trim()}`];
}"""


WITHOUT_SCRIPTS: list[BrowserContext] = []


class Keys:
    """Somebody who has a keyboard and nothing else."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def looks(self) -> None:
        # Axe waits for promises, which never come where scripts are off; the page is the same.
        if self.page.context not in WITHOUT_SCRIPTS:
            assert_accessible(self.page)
        assert_no_sideways_scroll(self.page)

    def to(self, selector: str, key: str = "Tab") -> None:
        """Go on until this has the focus; each stop on the way shows that it has it."""
        for _step in range(120):
            self.page.keyboard.press(key)
            shows, sees, found, name = self.page.evaluate(STOP, selector)
            assert sees, f"what has the focus is out of sight: {name}"
            assert shows, f"nothing shows the focus: {name}"
            if found:
                return
        pytest.fail(f"the keyboard does not reach {selector}")

    def press(self, selector: str, key: str = "Enter") -> None:
        self.to(selector)
        self.page.keyboard.press(key)

    def arrives(self, heading: str) -> None:
        self.page.get_by_role("heading", name=heading).first.wait_for()
        self.page.wait_for_load_state("networkidle")
        self.looks()


@pytest.fixture(params=["scripts", "no scripts"])
def context(browser: Browser, request: pytest.FixtureRequest) -> Iterator[BrowserContext]:
    made = browser.new_context(
        viewport=TWICE,  # type: ignore[arg-type]
        device_scale_factor=2,
        java_script_enabled=request.param == "scripts",
        reduced_motion="reduce",  # else each stop scrolls for a while
    )
    if request.param != "scripts":
        WITHOUT_SCRIPTS.append(made)
    yield made
    made.close()


def test_a_whole_vote_at_a_kiosk_by_keyboard_at_twice_the_size(
    context: BrowserContext, library: Hackford
) -> None:
    page = kiosk(context, library)
    keys = Keys(page)
    keys.looks()
    keys.press("button[value=alone]")
    page.wait_for_url("**/vote")
    page.wait_for_load_state("networkidle")
    keys.looks()
    keys.press("input[name=project]", "Space")
    keys.press("button[value=next]")
    page.wait_for_url("**/eligibility")
    page.wait_for_load_state("networkidle")
    keys.looks()
    keys.to("input[name=code]")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Cast my vote").wait_for()
    keys.looks()
    keys.press("form[action$='/vote/cast'] button")
    keys.arrives("Your vote is in the box")
    keys.press("form[action$='/vote/done'] button")
    at_start(page)
    keys.looks()


@pytest.fixture
def day(app: Flask, settings: Settings, clock: SetClock) -> Iterator[Day]:
    made = make_day(app, settings, clock, papers=3, batches=1)
    app.config["WTF_CSRF_ENABLED"] = True
    yield made
    with app.app_context():
        db.session.remove()


def sits_down(context: BrowserContext, day: Day, who: ActorRef, address: str) -> Keys:
    """A clerk at the list of batches, in a browser of their own."""
    with day.app.app_context():
        with transaction() as session:
            token = accounts.open_session(session, account_id=int(who.key), now=day.clock.at)
        db.session.remove()
    context.clear_cookies()
    context.add_cookies([{"name": COOKIE, "value": token, "url": address}])
    page = context.new_page()
    page.goto(address + day.room.desk)
    keys = Keys(page)
    keys.arrives("Batches")
    return keys


def types(keys: Keys, sheet: int, line: Line) -> None:
    keys.to(f"[name=sheet_{sheet}]")
    keys.page.keyboard.press("Control+A")
    keys.page.keyboard.type(written(line))


def enters(keys: Keys, lines: list[Line]) -> None:
    """Two sheets, saved; then the rest, and that all are entered."""
    keys.press("a[href$='/batches/1']")
    keys.arrives("Batch 1")
    keys.press("a[href$='/batches/1/enter']")
    keys.arrives("Enter batch 1")
    for sheet, line in enumerate(lines[:2], 1):
        types(keys, sheet, line)
    keys.page.keyboard.press("Enter")  # saves, and says so
    keys.page.get_by_text("Entered: 2 of 3 sheets.").wait_for()
    keys.looks()
    types(keys, 3, lines[2])
    keys.press("button[value=done]")
    keys.page.get_by_text("Your entry is whole.").first.wait_for()
    keys.looks()


def test_a_batch_is_entered_looked_at_and_sealed_by_keyboard_at_twice_the_size(
    context: BrowserContext, day: Day
) -> None:
    carla, dora = day.people["carla"], day.people["dora"]
    lines = day.sheets[1]
    misread = [lines[0], lines[1], (*lines[2][:-1], 7274 if 7274 not in lines[2] else 7267)]
    with serve(day.app) as served:
        address = served.replace("127.0.0.1", "localhost")
        enters(sits_down(context, day, carla, address), lines)
        keys = sits_down(context, day, dora, address)
        keys.press("a[href$='/batches/1']")
        keys.arrives("Batch 1")
        keys.press("a[href$='/batches/1/enter']")
        keys.arrives("Enter batch 1")
        # Too many, and no number: what is wrong stands beside the sheet, and nothing typed is lost.
        keys.to("[name=sheet_1]")
        keys.page.keyboard.type("seven")
        types(keys, 2, misread[1])
        keys.page.keyboard.press("Enter")
        keys.page.get_by_text("Type numbers with blanks between them, 0 or u").first.wait_for()
        keys.looks()
        assert keys.page.locator("[name=sheet_1]").input_value() == "seven"
        assert keys.page.locator("[name=sheet_2]").input_value() == written(misread[1])
        for sheet, line in enumerate(misread, 1):
            types(keys, sheet, line)
        keys.press("button[value=done]")
        keys.arrives("Batch 1")
        keys.press("a[href$='/look']")
        keys.arrives("Look at the papers of batch 1")
        types(keys, 3, lines[2])
        keys.page.keyboard.press("Enter")
        keys.arrives("Batch 1")
        keys = sits_down(context, day, carla, address)
        keys.press("a[href$='/batches/1']")
        keys.arrives("Batch 1")
        keys.press("a[href$='/confirm']")
        keys.page.locator("button[value=stands]").wait_for()
        keys.looks()
        keys.press("button[value=stands]")
        keys.arrives("Batch 1")
        for who in (carla, dora):
            keys = sits_down(context, day, who, address)
            keys.page.goto(f"{address}{day.room.desk}/1/seal")
            keys.page.wait_for_load_state("networkidle")
            keys.looks()
            keys.to("form.pb-form button:not([name]), form.pb-form button[type=submit]")
            with keys.page.expect_navigation(wait_until="networkidle"):
                keys.page.keyboard.press("Enter")
            keys.looks()
    with day.app.app_context():
        batch = db.session.get_one(PaperBatch, (day.election.round_id, 1))
        assert batch.state == "sealed"
        assert db.session.query(UrnEnvelope).filter_by(kind="paper").count() == 3
        db.session.remove()
