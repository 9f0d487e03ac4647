"""Officials answer, residents say whether it answers, promises are kept."""

from __future__ import annotations

from datetime import date

from tests.by_pages import Browser
from tests.journeys.navigators.place import day


def open_point(browser: Browser, forum: str, title: str) -> None:
    """A reader goes from the first page to the point."""
    browser.open("/")
    browser.press("Forums")
    browser.press(f"About this forum {forum}")
    browser.press("You said, they answered: see every point")
    browser.press(title)


def write_answer(browser: Browser, number: int, *, sentence: str, promise: str, due: date) -> None:
    """An official answers yes with a promise, up to the preview."""
    browser.open("/desk")
    browser.press("Official")
    browser.press(f"Answer point {number}")
    browser.send(
        button="See what people will see",
        sentence=sentence,
        kind="yes",
        explanation="We counted for two weeks.",
        what_1=promise,
        owner_1="Waste service",
        **day("due_1", due),
    )


def publish_answer(browser: Browser) -> None:
    """From the preview."""
    browser.send(button="Publish answer")


def assess(browser: Browser, verdict: str) -> None:
    """From the page of the point, on the reader's own page of it."""
    browser.press("Say whether it answers the point")
    if verdict == "yes":
        browser.send(button="Yes, it does")
        return
    browser.press({"partly": "Only partly", "no": "No, it does not"}[verdict])
    browser.send(verdict=verdict, button="Say so")


def say_promise_done(browser: Browser, what: str, *, done_on: date, note: str) -> None:
    browser.open("/desk")
    browser.press("Official")
    browser.press(f"Give news {what}")
    browser.send(note=note, button="It is done", **day("done_on", done_on))
