"""An idea from a resident's head to the public list."""

from __future__ import annotations

from tests.by_pages import Browser


def write_idea(browser: Browser, round_name: str, *, title: str, text: str) -> None:
    """From the list of rounds over the three pages, up to the check before sending."""
    browser.open("/")
    browser.press("Rounds")
    browser.press(round_name)
    browser.press("Send an idea")
    browser.send(button="Continue", title=title, text=text, where="everywhere")
    assert browser.page.heading == "Two extras, both optional"
    browser.send("photo_alt", button="Check my idea")
    assert browser.page.heading == "Check your idea before you send it"


def send_idea(browser: Browser) -> None:
    browser.send("name_shown", button="Send my idea")


def read_and_publish(browser: Browser, number: int) -> None:
    """A facilitator finds the idea on their desk, reads it and publishes it."""
    browser.open("/desk/facilitator")
    browser.press("Read ideas")
    browser.press(f"Read it Idea {number}")
    browser.send(button="Publish this idea")
