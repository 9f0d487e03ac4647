"""A meeting's slips by keyboard, saved as one types. Source: docs/rules/intake.md section 5."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page
from sqlalchemy import func, select

from pbplatform.accounts.pages.cookies import COOKIE
from pbplatform.core.db import db
from pbplatform.demo.seed import FIRST_START
from pbplatform.forums.models import ForumSeries, Meeting
from pbplatform.intake.models import SlipRow
from tests.browser.conftest import assert_accessible, assert_no_sideways_scroll
from tests.browser.hackford import Hackford

pytestmark = pytest.mark.browser
ADDRESS = "rosa.marsh@example.org"


@pytest.fixture(scope="module")
def path(place: Hackford) -> str:
    """The table of the forum's last meeting."""
    with place.app.app_context():
        held = select(Meeting, ForumSeries).join(ForumSeries, ForumSeries.id == Meeting.forum_id)
        held = held.where(ForumSeries.slug == "town-forum", Meeting.cancelled_at.is_(None))
        held = held.where(Meeting.starts_at < FIRST_START).order_by(Meeting.starts_at.desc())
        meeting, forum = db.session.execute(held).first() or pytest.fail("no meeting was held")
        found = f"/desk/tables/{forum.slug}/{meeting.slug}"
        db.session.remove()
    return found


@pytest.fixture
def typists(browser: Browser, place: Hackford) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    cookie = {"name": COOKIE, "value": place.cookie("bea"), "url": place.address}
    context.add_cookies([cookie])  # type: ignore[list-item]
    yield context
    context.close()


@pytest.fixture
def loads(typists: BrowserContext) -> list[str]:
    """Every page that was loaded."""
    found: list[str] = []
    typists.on(
        "request",
        lambda asked: found.append(asked.url) if asked.is_navigation_request() else None,
    )
    return found


def rows(place: Hackford) -> int:
    with place.app.app_context():
        found = db.session.scalar(select(func.count()).select_from(SlipRow)) or 0
        db.session.remove()
    return found


def wait_for_rows(page: Page, place: Hackford, number: int) -> None:
    for _try in range(150):
        if rows(place) >= number:
            break
        page.wait_for_timeout(100)
    assert rows(place) == number


def type_slip(page: Page, n: int) -> None:
    """One slip by keyboard alone; the number's field has the focus before and after."""
    keys = page.keyboard
    keys.type(str(n))
    keys.press("Enter")
    keys.type("Request")
    keys.press("Enter")
    keys.type(f"A bench in street {n}")
    keys.press("Enter")
    keys.type("There is nowhere to sit.")
    keys.press("Control+Enter")
    for _field in ("place", "name"):
        keys.press("Enter")
    keys.press("Space")
    keys.press("Enter")
    keys.press("Enter")


def in_storage(page: Page) -> str:
    return str(page.evaluate("JSON.stringify(localStorage)"))


def test_forty_slips_are_typed_by_keyboard_through_a_dead_line_and_a_closed_tab(
    typists: BrowserContext, loads: list[str], place: Hackford, path: str
) -> None:
    page = typists.new_page()
    page.goto(place.address + path, wait_until="networkidle")
    page.locator("#slip-keys").wait_for()
    page.locator("[name='rows-0-slip']").focus()
    for n in range(1, 16):
        type_slip(page, n)
    wait_for_rows(page, place, 15)
    page.get_by_text("Saved at").first.wait_for()
    assert_accessible(page)
    typists.set_offline(True)
    for n in range(16, 21):
        type_slip(page, n)
    page.keyboard.type("21")
    page.get_by_text("Not saved yet: no line.").first.wait_for()
    assert page.get_by_role("status").last.inner_text()
    assert rows(place) == 15
    page.close()  # what is sent at the very end may pass a line that only the browser calls dead
    typists.set_offline(False)
    page = typists.new_page()
    page.goto(place.address + path, wait_until="networkidle")
    wait_for_rows(page, place, 21)
    assert "A bench in street 20" not in in_storage(page)
    slip = page.locator("[name$='-slip']")
    here = next(i for i in range(slip.count()) if slip.nth(i).input_value() == "21")
    slip.nth(here).fill("")
    slip.nth(here).focus()
    for n in range(21, 41):
        type_slip(page, n)
    wait_for_rows(page, place, 40)
    page.keyboard.press("Shift+Tab")
    page.wait_for_timeout(300)
    page.set_viewport_size({"width": 320, "height": 740})
    assert_no_sideways_scroll(page)
    page.reload(wait_until="networkidle")
    assert page.get_by_text("A bench in street 40").count() == 1
    assert len(loads) <= 12, loads


def test_how_somebody_is_reached_never_stays_on_the_device(
    typists: BrowserContext, place: Hackford, path: str
) -> None:
    page = typists.new_page()
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(place.address + path, wait_until="networkidle")
    page.locator("#slip-keys").wait_for()
    typists.set_offline(True)
    page.locator("[name='rows-0-title']").fill("Words that are kept")
    page.locator("[name='rows-0-contact']").select_option("email")
    page.locator("[name='rows-0-reach']").fill(ADDRESS)
    page.get_by_text("Not saved yet").first.wait_for()
    assert "Words that are kept" in in_storage(page)
    assert ADDRESS not in in_storage(page)
    typists.set_offline(False)
    page.locator("[name='rows-0-place']").focus()
    page.locator("[name='rows-1-slip']").focus()
    page.get_by_text("An address is sealed").locator("visible=true").first.wait_for()
    assert page.locator("[name='rows-0-reach']").input_value() == ""
    assert "Words that are kept" not in in_storage(page)


def test_two_typists_of_one_row_see_both_texts_and_choose(
    typists: BrowserContext, place: Hackford, path: str
) -> None:
    one, two = typists.new_page(), typists.new_page()
    one.goto(place.address + path, wait_until="networkidle")
    one.locator("[name='rows-0-title']").fill("To be typed by two")
    one.locator("[name='rows-9-slip']").focus()
    one.get_by_text("Saved at").first.wait_for()
    key = one.locator("[name='rows-0-key']").input_value()
    two.goto(place.address + path, wait_until="networkidle")
    row = two.locator("[data-row]").filter(has=two.locator(f"[name$='-key'][value='{key}']"))
    row.locator("[name$='-text']").fill("The second one.")
    two.locator("[data-row] [name$='-slip']").last.focus()
    row.get_by_text("Saved at").wait_for()
    one.locator("[name='rows-0-text']").fill("The first one.")
    one.locator("[name='rows-9-slip']").focus()
    one.get_by_text("Somebody else changed this row meanwhile").wait_for()
    assert one.get_by_text("The second one.").count() == 1
    one.get_by_role("button", name="Take theirs").click()
    one.locator("[name='rows-9-slip']").focus()
    one.get_by_text("Saved at").first.wait_for()
    assert one.locator("[name='rows-0-text']").input_value() == "The second one."
