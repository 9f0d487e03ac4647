"""What people do, page by page: each function is one errand of one person.

Journeys are built from these; later slices add their own errands below the ones they follow.
Errands go by links and forms only, as a person does, and leave the browser on the page they end on.
"""

from __future__ import annotations

from datetime import date

from tests.by_pages import Browser

Dates = dict[str, str]
_LINK = 'href="http://localhost/sign-in/'


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
        email=f"{person.lower()}@example.org",
        languages=["en"],
        **typed,
    )


def sign_in(browser: Browser, email: str, *, name: str = "") -> None:
    """By the mailed link, read in the demonstration's mailbox."""
    browser.open("/sign-in")
    browser.send(email=email)
    assert browser.page.heading == "Check your e-mail"
    browser.open("/dev/mail")
    (own,) = (
        mail for mail in browser.page.text.split("<section")[1:] if email in mail and _LINK in mail
    )
    browser.open("/sign-in/" + own.split(_LINK)[1].split('"')[0])
    typed = {"name": name} if name else {}
    browser.send("csrf_token", **typed)
    assert "You are signed in." in browser.page.text


def add_area(browser: Browser, name: str) -> None:
    browser.open("/desk/facilitator/place")
    browser.send(**{"area-name": name})


def add_team(browser: Browser, name: str) -> None:
    browser.open("/desk/facilitator/place")
    browser.send(**{"team-name": name})


def give_role(
    browser: Browser, *, name: str, role: str, scope: str, last_day: date, title: str = ""
) -> None:
    """A facilitator gives a role on the roles page."""
    browser.open("/desk/facilitator/roles")
    browser.send(
        name=name,
        email=f"{name.lower()}@example.org",
        role=role,
        scope=scope,
        title=title,
        **day("expires_on", last_day),
    )


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
    browser.open(f"{desk}/committees")
    browser.send(name=name)


def appoint_delegate(browser: Browser, desk: str, *, name: str, committee: str) -> None:
    """A facilitator appoints a delegate until the result."""
    browser.open(f"{desk}/delegates")
    browser.send(name=name, email=f"{name.lower()}@example.org", committee=committee)


def publish_round(browser: Browser, desk: str) -> None:
    browser.open(f"{desk}/publish")
    browser.send("csrf_token")
