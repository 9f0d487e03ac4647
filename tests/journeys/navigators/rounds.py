"""A round until it is public, and its ballot until it is frozen."""

from __future__ import annotations

from datetime import date

from tests.by_pages import Browser
from tests.journeys.navigators.people import address
from tests.journeys.navigators.place import day
from tests.pages import looked_at


def start_round(browser: Browser, *, name: str, money: str, first_day: date) -> str:
    """A facilitator saves a round in the New York style as a draft; returns its desk's address."""
    browser.open("/desk/facilitator/rounds/new")
    browser.send(start="new-york", **day("first_day", first_day))
    browser.send(
        name=name,
        money=money,
        who_can_vote="Everybody who lives in Hackford and is 11 or over.",
    )
    return browser.page.path


def add_committee(browser: Browser, desk: str, name: str) -> None:
    browser.open(desk)
    browser.press("Committees")
    browser.send(name=name)


def appoint_delegate(browser: Browser, desk: str, *, name: str, committee: str) -> None:
    """A facilitator appoints a delegate until the result."""
    browser.open(desk)
    browser.press("Delegates")
    browser.send(name=name, email=address(name), committee=committee)


def publish_round(browser: Browser, desk: str) -> None:
    browser.open(desk)
    browser.press("Publish the round")
    browser.send("csrf_token", button="Publish")


def freeze(browser: Browser) -> None:
    """The facilitator's desk says it is time; the round's desk leads to the button."""
    browser.open("/desk/facilitator")
    browser.press("Go to the round")
    browser.press("Freeze the ballot and open voting")
    browser.send(button="Freeze the ballot", **all_looked_at(browser))


def all_looked_at(browser: Browser) -> dict[str, str]:
    """A tick for everything odd that the page asks to look at."""
    return looked_at(browser.page.text)
