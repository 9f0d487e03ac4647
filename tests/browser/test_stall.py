"""A stall in flight mode: kept, closed, sent once. Source: docs/rules/intake.md section 7."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route

from pbplatform.accounts.pages.cookies import COOKIE
from tests.browser.conftest import PHONE
from tests.browser.hackford import Hackford

pytestmark = pytest.mark.browser
PIN = "482911"
WORDS = "The swing in Mill Park is broken since May"
# All that this device keeps of this site, as text.
KEPT = """async () => {
  const found = [JSON.stringify(localStorage), JSON.stringify(sessionStorage)];
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const asked of await cache.keys()) { found.push(await (await cache.match(asked)).text()); }
  }
  for (const { name } of await indexedDB.databases()) {
    const base = await new Promise((done) => {
      indexedDB.open(name).onsuccess = (event) => done(event.target.result);
    });
    for (const store of base.objectStoreNames) {
      const all = await new Promise((done) => {
        const asked = base.transaction(store).objectStore(store).getAll();
        asked.onsuccess = () => done(asked.result);
      });
      for (const each of all) {
        found.push(JSON.stringify(each), new TextDecoder("latin1").decode(each.closed));
      }
    }
    base.close();
  }
  return found;
}"""


@pytest.fixture
def device(browser: Browser, place: Hackford) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": PHONE, "height": 740})
    cookie = {"name": COOKIE, "value": place.cookie("bea"), "url": place.address}
    context.add_cookies([cookie])  # type: ignore[list-item]
    yield context
    context.close()


@pytest.fixture
def stall(device: BrowserContext, place: Hackford) -> Page:
    page = device.new_page()
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(place.address + "/desk/stall/")
    page.get_by_label("A PIN, 6 digits or more").fill(PIN)
    page.get_by_label("The same PIN again").fill(PIN)
    page.get_by_role("button", name="Begin").click()
    page.get_by_text("You can switch to flight mode").wait_for()
    return page


def take_down(page: Page, title: str) -> None:
    page.get_by_label("For which round or forum?").select_option("forums/town-forum")
    page.get_by_label("The person said yes").check()
    page.get_by_label("In a few plain words").fill(title)
    page.get_by_label("In the person’s own words").fill(WORDS)
    page.get_by_role("button", name="Keep it on this device").click()
    page.get_by_text("The slip for this person").wait_for()
    page.get_by_role("button", name="Next person").click()


def unlock(page: Page) -> None:
    page.get_by_label("PIN", exact=True).fill(PIN)
    page.get_by_role("button", name="Open").click()
    page.get_by_text("Open again.").wait_for()


def test_what_is_taken_down_in_flight_mode_is_closed_and_sent_once(
    device: BrowserContext, stall: Page, place: Hackford
) -> None:
    device.set_offline(True)
    for number in (1, 2, 3):
        take_down(stall, f"Swing {number} of the stall")
    stall.reload()
    assert not [text for text in stall.evaluate(KEPT) if "Mill Park" in text or "Swing" in text]
    stall.get_by_label("PIN", exact=True).fill("000000")
    stall.get_by_role("button", name="Open").click()
    stall.get_by_text("This is not the PIN").wait_for()
    stall.wait_for_timeout(1100)
    unlock(stall)
    stall.get_by_text("3 wait on this device").wait_for()
    stall.get_by_role("button", name="Send all now").click()
    stall.get_by_text("The line is down").wait_for()
    device.set_offline(False)
    lost: list[str] = []

    def lose_first_answer(route: Route) -> None:
        if lost:
            route.continue_()
            return
        lost.append(route.fetch().text())
        route.abort()

    device.route("**/desk/stall/send.json", lose_first_answer)
    with stall.expect_request_finished(lambda asked: asked.url.endswith("token.json")):
        stall.get_by_role("button", name="Send all now").click()
    for _try in range(100):
        if lost:
            break
        stall.wait_for_timeout(50)
    stall.wait_for_timeout(300)
    assert "path" in json.loads(lost[0])
    stall.get_by_role("button", name="Send all now").click()
    stall.get_by_text("Sent: 3.").wait_for()
    stall.get_by_text("0 wait on this device").wait_for()
    desk = place.client("bea").get("/desk/facilitator/forums/town-forum/points").text
    for number in (1, 2, 3):
        assert desk.count(f"Swing {number} of the stall") <= 1
    stall.get_by_role("button", name="End the stall").click()
    stall.wait_for_url(place.address + "/desk")
    assert stall.evaluate("caches.keys()") == []
    assert stall.evaluate("indexedDB.databases()") == []


def test_what_is_refused_stays_with_the_reason_and_is_mended(stall: Page) -> None:
    stall.get_by_label("By letter").check()
    take_down(stall, "A lamp at the stall")
    stall.get_by_role("button", name="Send all now").click()
    stall.get_by_text("Enter the name for the envelope.").wait_for()
    stall.get_by_role("button", name="Mend it").click()
    assert stall.get_by_label("In the person’s own words").input_value() == WORDS
    stall.get_by_label("Not at all: they look or ask").check()
    stall.get_by_role("button", name="Keep it on this device").click()
    stall.get_by_role("button", name="Send all now").click()
    stall.get_by_text("Sent: 1.").wait_for()


def test_what_is_older_than_three_days_goes_and_the_page_says_how_many(stall: Page) -> None:
    take_down(stall, "An old one")
    stall.evaluate(
        "Object.defineProperty(Date, 'now', { value: () => new Date().getTime() + 73 * 3600000 })"
    )
    # Nobody touched it meanwhile: the page closes itself, and looks at what waits once opened.
    stall.get_by_text("Nobody touched this device").wait_for()
    stall.get_by_label("PIN", exact=True).fill(PIN)
    stall.get_by_role("button", name="Open", exact=True).click()
    stall.get_by_text("1 was older than 3 days").wait_for()
    stall.get_by_text("0 wait on this device").wait_for()
