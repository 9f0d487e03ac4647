"""Roles: offering one to an equal, accepting, handing over, laying down."""

from __future__ import annotations

from datetime import date

from tests.by_pages import Browser
from tests.journeys.navigators.people import address
from tests.journeys.navigators.place import day


def offer_facilitator(
    browser: Browser, *, name: str, last_day: date, hands_over: bool = False
) -> None:
    """A facilitator of the place asks somebody to be facilitator too, or after them."""
    browser.open("/desk/facilitator")
    browser.press("Roles")
    browser.send(
        name=name,
        email=address(name),
        role="facilitator",
        scope="place",
        **({"hands_over": "y"} if hands_over else {}),
        **day("expires_on", last_day),
    )


def confirm_as_second(browser: Browser) -> None:
    """A second person confirms the one act that waits."""
    browser.open("/desk")
    browser.press("What waits for a second person")
    browser.send(button="Confirm")


def hand_everything_over(browser: Browser) -> None:
    """On the page of a role: everything that can go, to the first person on the list."""
    browser.send("acts", "to", button="Hand over")


def lay_down(browser: Browser, role: str, *, reason: str) -> None:
    """Somebody lays down a role of their own, from the list of their roles."""
    browser.open("/me")
    browser.press(role)
    browser.press("Lay this role down")
    browser.send(reason=reason)


def end_role(browser: Browser, name: str, *, reason: str) -> None:
    """A facilitator ends somebody's role on the roles page."""
    browser.open("/desk/facilitator/roles")
    browser.send("grant", button=f"End {name}")
    browser.send(reason=reason, button="End the role")


def change_settings(browser: Browser, *, reason: str, **typed: str) -> None:
    """The facilitator of the place changes days or reading, after a look at before and after."""
    browser.open("/desk/facilitator")
    browser.press("The place")
    browser.press("Change the settings")
    browser.send(reason=reason, **typed)
    assert browser.page.heading == "Check the settings"
    browser.send(button="Change the settings")
