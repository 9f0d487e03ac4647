"""What comes of a winner: its budget line, its owner, its next step."""

from __future__ import annotations

from datetime import date

from tests.by_pages import Browser
from tests.journeys.navigators.place import day


def give_line(browser: Browser, number: int, *, line: str, team: str, post: str) -> None:
    """A facilitator gives a winner its budget line and its owner."""
    browser.open("/desk/facilitator")
    browser.press("Projects that won")
    browser.press(f"Give the budget line {number}")
    browser.send(line_number=line, team=team, post=post)


def say_next_step(browser: Browser, number: int, *, words: str, due: date) -> None:
    """An official of the owning team says what comes next, with a day."""
    browser.open("/desk")
    browser.press("Official")
    browser.press("Projects of your team")
    browser.press(f"Say what comes next {number}")
    browser.send(words=words, **day("due", due))
