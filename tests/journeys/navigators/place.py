"""Setting a place up: the place itself, its areas, teams and people."""

from __future__ import annotations

from datetime import date

from tests.by_pages import Browser
from tests.journeys.navigators.people import address

Dates = dict[str, str]


def day(name: str, value: date) -> Dates:
    """A day as the three fields of a form take it."""
    parts = (("day", value.day), ("month", value.month), ("year", value.year))
    return {f"{name}-{part}": str(number) for part, number in parts}


def set_up_place(
    browser: Browser, code: str, *, name: str = "Hackford", person: str = "Bea", **typed: str
) -> None:
    """A stranger with the code from the console makes the place and is its facilitator."""
    browser.open("/")
    assert browser.page.heading == "Set up your place"
    browser.send(
        code=code,
        name=name,
        facilitator_name=person,
        email=address(person),
        languages=["en"],
        **typed,
    )


def add_area(browser: Browser, name: str) -> None:
    browser.open("/desk/facilitator")
    browser.press("The place")
    browser.send(**{"area-name": name})


def add_team(browser: Browser, name: str) -> None:
    browser.open("/desk/facilitator")
    browser.press("The place")
    browser.send(**{"team-name": name})


def give_role(
    browser: Browser, *, name: str, role: str, scope: str, last_day: date, title: str = ""
) -> None:
    """A facilitator gives a role on the roles page."""
    browser.open("/desk/facilitator")
    browser.press("Roles")
    browser.send(
        name=name,
        email=address(name),
        role=role,
        scope=scope,
        title=title,
        **day("expires_on", last_day),
    )
