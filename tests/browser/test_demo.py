"""The demonstration as its people meet it: every link, and the tour."""

from __future__ import annotations

import gzip
import os
import re
import time
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import (
    DESK,
    ROOT,
)
from tests.browser.hackford import PEOPLE, VISITOR, Hackford, be
from tests.demonstration import Walks

pytestmark = pytest.mark.browser
# The demonstration reads its clock, and its bar says who one is: the session, and the address.
# Pages about one thing are no lists.
OWN = 3
ONE_THING = {
    *("proposals.show", "points.point", "points.yours", "forums.meeting", "delivery.show"),
    *("ideas.show", "ideas.yours", "changes.story", "carry.point"),
}
# Links that say whom they are for (“For teams”, “Did you raise it?”): others read there that it is
# not theirs.
FOR_SOMEBODY = re.compile(
    r"/desk/changes/\w+|/forums/[\w-]+/points/\d+/to-idea"
    r"|/desk/rounds/[\w-]+/openings/\d+/(?:back|aside)"
)
# Every table that can hold something about one person is read once.
OF_ALL_TABLES = ("/me/data", "/me/erase")
# More than is wanted: these are held where they are, whatever their lists hold.
HELD = {
    "/promises": 14,
    # Looks into indexes instead of reading all points.
    "/forums/town-forum/points.atom": 13,
    "/forums/town-forum": 14,
    "/desk/facilitator": 45,
    "/desk/auditor": 43,
    # All that stands of a round on one page: roll, box, papers, checks, both logs.
    "/desk/auditor/rounds/neighbour-fund-2027": 38,
    "/desk/auditor/rounds/neighbour-fund-2026": 44,
    "/desk/auditor/rounds/canal-quarter-fund-2026": 43,
    # Everything of one person who holds a role, with what waits for them.
    "/me": 36,
    # With the ways to vote of each round that goes on: places, paper, screens, help.
    # One place is closed today: its hours and reason, and which others are open.
    "/": 17,
    "/rounds/neighbour-fund-2027": 16,
    # Of every box who could open it and who opened it again, the keys, the witnesses.
    "/log/expert": 24,
    # Who watched from outside, and when.
    "/log": 14,
    "/rounds/canal-quarter-fund-2026/results": 14,
    "/rounds/neighbour-fund-2026/results": 14,
    # Pages that sum a whole place: the same at ten rows and at a thousand.
    "/changed": 15,
    "/years": 14,
    "/years/2026": 14,
    "/years/2027": 14,
    # With their winners as they stand today, their money, and what was carried over.
    "/rounds/neighbour-fund-2026": 23,
    "/rounds/canal-quarter-fund-2026": 23,
    # What became of each proposal of a committee.
    "/rounds/neighbour-fund-2026/committees/streets-and-green-space": 13,
    "/rounds/neighbour-fund-2026/committees/together-and-learning": 13,
}


def most(path: str) -> int:
    """How often a page may ask the database."""
    bare = path.partition("?")[0]
    return OWN + HELD.get(bare, 30 if bare.startswith(("/desk", "/me")) else 12)


VENDOR = ROOT / "static" / "vendor"


@pytest.mark.parametrize("persona", PEOPLE)
def test_no_link_leads_nowhere(walks: Walks, persona: str) -> None:
    walked = walks(persona)
    broken = [
        f"{each.status} {each.path}"
        for each in walked
        if each.status >= 400
        and not (each.status == 403 and FOR_SOMEBODY.match(each.path) and persona != VISITOR)
    ]
    assert len(walked) > 15
    assert not broken
    greedy = [
        f"{each.asked} {each.path}"
        for each in walked
        if each.asked > most(each.path)
        and each.endpoint not in ONE_THING
        and not each.path.startswith(OF_ALL_TABLES)
    ]
    assert not greedy, "lists that ask the database too often (ruling 41)"


def test_tour_is_walked_in_25_page_loads(browser: Browser, place: Hackford) -> None:
    page = browser.new_page(viewport={"width": DESK, "height": 900})
    loads: list[str] = []
    page.on("load", lambda _: loads.append(page.url))
    begun = time.monotonic()
    page.goto(place.address + "/demo")
    page.get_by_role("link", name="Vote now").click()
    page.get_by_label(re.compile("Quiet benches")).check()
    page.get_by_label(re.compile("Repair café")).check()
    page.get_by_role("button", name="Continue").click()
    assert page.get_by_label("The code from your letter").input_value()
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Cast my vote").click()
    assert page.get_by_role("heading", name="Your vote is in the box").is_visible()
    page.locator("#tracker-code").wait_for()
    tracker = "".join(page.locator("#tracker-code").inner_text().split())

    page.goto(place.address + "/demo")
    page.get_by_role("main").get_by_role("button", name="Forward to the close").click()
    page.get_by_role("button", name="Open the box and count").click()
    assert page.url.endswith("/results")
    page.goto(place.address + "/demo")
    page.get_by_role("link", name="Find my vote").click()
    page.get_by_label("Your code").fill(tracker)
    page.get_by_role("button", name="Check", exact=True).click()
    answer = page.locator("#answer").inner_text()
    assert "Counted." in answer
    assert "Quiet benches" in answer
    assert "Repair café" in answer
    page.get_by_role("link", name=re.compile("why each project won")).click()
    assert "Safer crossing" in page.get_by_role("main").inner_text()

    page.goto(place.address + "/demo")
    page.get_by_role("link", name="Change one byte").click()
    page.get_by_role("link", name="A closed vote in the log of the box").click()
    found = page.get_by_role("main").inner_text()
    assert "that are wrong" in found
    assert "ballot-log.jsonl" in found
    page.goto(place.address + "/demo")
    page.get_by_role("link", name="the bins behind Sidings Row").click()
    assert "working days late" in page.get_by_role("main").inner_text()
    point = page.url
    page.go_back()
    page.get_by_role("button", name="Become Tom and answer").click()
    answer_the_point(page)
    page.goto(place.address + "/demo")
    page.get_by_role("button", name="Be Rosa and look at her page").click()
    assert page.url == point
    text = page.get_by_role("main").inner_text()
    assert "The bins are emptied every Tuesday and Friday from 30 March." in text
    assert "after the promised date" in text
    page.close()
    if told := os.environ.get("TOUR_TOLD"):
        seconds = time.monotonic() - begun
        Path(told).write_text(f"{len(loads)} loads, {seconds:.0f} seconds by script")
    assert len(loads) <= 25, loads


def answer_the_point(page: Page) -> None:
    """Tom answers the late point at his desk, looks at the exact page, and publishes it."""
    page.get_by_role("link", name=re.compile("^Answer")).first.click()
    page.get_by_label("Your answer in one sentence").fill(
        "The bins are emptied every Tuesday and Friday from 30 March."
    )
    page.locator("input[name=kind][value=yes]").check()
    promise = page.get_by_role("group", name=re.compile("What do you promise"))
    promise.get_by_label("What", exact=True).fill("Two collections a week")
    promise.get_by_label("Who").fill("Street services manager")
    for part, value in (("Day", "30"), ("Month", "3"), ("Year", "2027")):
        promise.get_by_label(part).fill(value)
    page.get_by_role("button", name="See what people will see").click()
    page.get_by_role("button", name="Publish").first.click()


def test_start_again_brings_the_first_morning_back(browser: Browser, place: Hackford) -> None:
    page = browser.new_page(viewport={"width": DESK, "height": 900})
    page.goto(place.address)
    page.get_by_text("Change time or person").click()
    page.get_by_role("button", name="Start again").click()
    assert "first morning" in page.get_by_role("main").inner_text()
    assert "Wednesday 10 March 2027, 10:1" in page.locator(".pb-demo").inner_text()
    page.get_by_text("Change time or person").click()
    page.get_by_role("button", name="Forward one day").click()
    assert "Thursday 11 March 2027" in page.locator(".pb-demo").inner_text()
    page.close()


def test_person_changes_and_the_page_stays(browser: Browser, place: Hackford) -> None:
    page = browser.new_page(viewport={"width": DESK, "height": 900})
    page.goto(place.address + "/rounds")
    page.get_by_text("Change time or person").click()
    page.get_by_label("Person").select_option("amina")
    page.get_by_role("button", name="Change person").click()
    assert page.url == place.address + "/rounds"
    assert "You are Amina, a delegate" in page.locator(".pb-demo").inner_text()
    be(page, place, VISITOR)
    page.close()


@pytest.mark.parametrize(
    "path",
    ["/", "/rounds/green-streets-fund-2028/ideas/new", "/rounds/neighbour-fund-2027/vote"],
)
def test_first_pages_are_small_enough_for_an_old_phone(place: Hackford, path: str) -> None:
    html = place.app.test_client().get(path).text
    assert len(gzip.compress(html.encode())) <= 35 * 1024
    sheets = re.findall(r'<link rel="stylesheet" href="/static/vendor/([\w./-]+)', html)
    packed = sum((VENDOR / f"{name}.gz").stat().st_size for name in sheets)
    assert 0 < packed <= 20 * 1024
