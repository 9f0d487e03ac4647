"""A vote in the demonstration's round, by its pages."""

from __future__ import annotations

import re

from playwright.sync_api import Page

ROUND = "/rounds/neighbour-fund-2027"
VOTE = f"{ROUND}/vote"


def tick(page: Page, *titles: str) -> None:
    for title in titles:
        page.get_by_label(re.compile(title)).check()


def vote(page: Page, address: str, title: str) -> None:
    """From the ballot to the receipt, with the letter that the demonstration fills in."""
    page.goto(address + VOTE)
    page.wait_for_load_state("networkidle")
    tick(page, title)
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url("**/eligibility")
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Cast my vote").click()
    page.get_by_role("heading", name="Your vote is in the box").wait_for()
