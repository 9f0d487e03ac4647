"""The vote: roll and letters, choosing and casting, the box, the codes."""

from __future__ import annotations

import csv
import re
from typing import NamedTuple

from pbplatform.voting.domain.letter_files import join
from tests.by_pages import Browser


class Receipt(NamedTuple):
    """The two codes on a voter's screen."""

    box_code: str
    tracker: str


def letters(clerk: Browser, auditor: Browser, round_name: str, *, voters: int) -> list[str]:
    """A clerk adds voters and gets a closed file, an auditor its key; whoever prints joins them."""
    to_the_roll(clerk, round_name)
    clerk.send(button="Check the numbers", **{"add-size": str(voters), "add-spares": "2"})
    assert clerk.page.heading == "Check the numbers"
    clerk.send(button="Add them and download")
    closed = clerk.page.text
    to_the_roll(auditor, round_name)
    auditor.send(button="Take the key")
    rows = csv.DictReader(join(closed.encode(), auditor.page.text).splitlines())
    return [row["code"] for row in rows]


def to_the_roll(browser: Browser, round_name: str) -> None:
    browser.open("/desk/clerk")
    browser.press(f"Voters’ roll and letters {round_name}")


def choose(browser: Browser, round_name: str, *numbers: int) -> None:
    """From the first page to the ballot, and on with these projects."""
    browser.open("/")
    browser.press("Rounds")
    browser.press(round_name)
    browser.press("Vote now")
    browser.send(project=[str(number) for number in numbers], button="Continue")


def prove(browser: Browser, code: str) -> None:
    """Type the code from the letter."""
    assert browser.page.heading == "Show you can vote"
    browser.send(code=code)


def cast(browser: Browser) -> Receipt:
    """Press the button on the check page; the next page shows the two codes."""
    assert browser.page.heading == "Check your vote, then cast it"
    browser.send("slip", button="Cast my vote")
    return Receipt(_code(browser, "box-code"), _code(browser, "tracker-code"))


def _code(browser: Browser, element: str) -> str:
    found = re.search(rf'id="{element}">(.*?)</p>', browser.page.text)
    assert found, f"no {element} on {browser.page.path}: {browser.page.heading}"
    return "-".join(re.findall(r"<bdi>(\w+)</bdi>", found[1]))


def check_code(browser: Browser, code: str, kind: str = "box") -> None:
    browser.open("/verify")
    browser.send(code=code, kind=kind)


def to_the_box(browser: Browser, round_name: str) -> None:
    """From a facilitator's desk over the round's."""
    browser.open("/desk/facilitator")
    browser.press("Rounds")
    browser.press(round_name)
    browser.press("Close the box, open it and count")
    assert browser.page.heading == "The box"


def close_box(browser: Browser, round_name: str) -> None:
    """One of the two presses of those who confirm the numbers."""
    browser.open("/desk/clerk")
    browser.press(f"The box {round_name}")
    browser.press("Look at the numbers and close the box")
    assert browser.page.heading == "Are these numbers right?"
    browser.send("seen", button="I confirm these numbers")


def type_lot(browser: Browser, digits: str) -> None:
    browser.send(digits=digits)


def confirm_for_two(browser: Browser, shown: str) -> None:
    """The second person reads what the first one asked for, and confirms it."""
    browser.open("/desk")
    browser.press("What waits for a second person")
    assert shown in browser.page.words
    browser.send(button="Confirm: do this now")
    assert "Done. The public log names both of you." in browser.page.words
