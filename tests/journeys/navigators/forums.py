"""A forum: calling it, its meetings, their minutes, points."""

from __future__ import annotations

from datetime import date

from tests.by_pages import Browser
from tests.journeys.navigators.place import day


def call_forum(browser: Browser, *, name: str, team: str) -> None:
    browser.open("/desk/facilitator")
    browser.press("Forums")
    browser.press("Call a forum")
    browser.send(name=name, team=team, promise="We answer every point in writing.")


def call_meeting(browser: Browser, *, on: date, venue: str) -> None:
    """From the forum's desk."""
    browser.press("Call a meeting")
    browser.send(starts="18:30", ends="20:00", venue=venue, **day("day", on))


def open_forum_desk(browser: Browser, forum: str) -> None:
    browser.open("/desk/facilitator")
    browser.press("Forums")
    browser.press(f"Open {forum}")


def open_minutes(browser: Browser, forum: str, short_day: str) -> None:
    open_forum_desk(browser, forum)
    browser.press(f"Minutes and points {short_day}")


def open_minutes_of(browser: Browser, forum: str, short_day: str) -> None:
    """As `open_minutes`, for a clerk too, who comes by the list of forums."""
    browser.open("/desk/facilitator/forums")
    browser.press(f"Open {forum}")
    browser.press(f"Minutes and points {short_day}")


def write_point_down(browser: Browser, *, title: str, said: str, by: str, team: str) -> None:
    """A facilitator writes a point of the meeting down, from the page of its minutes."""
    browser.press("Write a point down")
    browser.send(title=title, verbatim=said, raised_as=by, team=team)


def send_minutes_out(browser: Browser, text: str) -> None:
    browser.send(text=text, button="Publish")


def raise_point(browser: Browser, forum: str, *, title: str, said: str) -> None:
    """A resident raises a point from the forum's page."""
    browser.open("/")
    browser.press("Forums")
    browser.press(f"About this forum {forum}")
    browser.press("Raise a point")
    browser.send(title=title, verbatim=said, button="Check my point")
    browser.send(button="Send my point")


def publish_point(browser: Browser, forum: str, number: int, *, team: str) -> None:
    """A facilitator reads a raised point, publishes it and gives it to a team."""
    open_forum_desk(browser, forum)
    browser.press(f"Open point {number}")
    browser.send("title", team=team, button="Publish")
