"""A small real place, set up by pages alone, in which things go wrong."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from datetime import date, datetime, timedelta

from flask import Flask

from tests.by_pages import Browser, Page
from tests.conftest import SetClock
from tests.journeys.navigators import forums, place
from tests.journeys.navigators.log import PublicLog
from tests.journeys.navigators.people import People, address, operator_makes_auditor

FORUM = "Town Forum"
MEETING = date(2027, 3, 18)
LAST_DAY = date(2028, 12, 31)

# Person, role, scope, post. Bea is the facilitator of the place: she set it up.
STAFF = (
    ("Tom", "official", "team:waste", "Waste manager"),
    ("Ann", "official", "team:parks", "Head of Parks"),
)


class Town:
    """The place, its people, its log and its mails. What a walk looked for is counted.

    Attributes:
        looked: how often a walk looked for an entry of the log ("log"), a mail ("mail") and who
            acts next ("next").
        codes: of the letters, where voters have some.
    """

    def __init__(self, app: Flask, people: People, log: PublicLog, clock: SetClock) -> None:
        self.app, self.people, self._log, self.clock = app, people, log, clock
        self.looked: Counter[str] = Counter()
        self.codes: list[str] = []

    def __call__(self, name: str) -> Browser:
        """This person's browser, signed in."""
        return self.people(name)

    def stranger(self) -> Browser:
        """A browser that nobody has signed in with."""
        return self.people.stranger()

    def found(self, code: str) -> None:
        """Set up the place, its teams and its staff."""
        bea = self.people.knows("Bea", self.stranger())
        place.set_up_place(bea, code)
        for team in ("Waste", "Parks"):
            place.add_team(bea, team)
        for name, role, scope, title in STAFF:
            place.give_role(bea, name=name, role=role, scope=scope, title=title, last_day=LAST_DAY)
            assert bea.page.status == 200, bea.page.words
        operator_makes_auditor(self.app, "Una", clock_at=self.clock.at)

    def call_forum(self) -> None:
        """A forum led by the team for waste, and its meeting on 18 March 2027."""
        bea = self("Bea")
        forums.call_forum(bea, name=FORUM, team="waste")
        forums.call_meeting(bea, on=MEETING, venue="Fenn Library")

    def pass_days(self, days: int) -> None:
        self.clock.at += timedelta(days=days)

    def go_to(self, moment: datetime) -> None:
        """Go on to a moment, in UTC."""
        assert moment > self.clock.at, "time goes on only"
        self.clock.at = moment

    def log_says(self, *sentences: str) -> None:
        """Each sentence stands in the public log, and nobody's address does."""
        self.looked["log"] += 1
        self._log.says(*sentences)

    def mail_to(self, who: str, *words: str) -> str:
        """The newest mail to this person (a name, or an address) with all these words; its text."""
        self.looked["mail"] += 1
        found = self._mails(who if "@" in who else address(who))
        for mail in found:
            if all(each in mail for each in words):
                return mail
        raise AssertionError(f"no mail to {who} says {words}: {found}")

    def no_mail_to(self, who: str, *words: str) -> None:
        """No mail to this person has all these words."""
        found = self._mails(who if "@" in who else address(who))
        assert not [mail for mail in found if all(each in mail for each in words)]

    def follow_link(self, browser: Browser, mail: str, path: str) -> Page:
        """Open the address in a mail that begins with this path."""
        found = re.search(rf"https?://[^/\s]+({re.escape(path)}[^\s<>\"]*)", mail)
        assert found, f"no address {path} in {mail}"
        return browser.open(found[1].rstrip(".,"))

    def acts_next(self, path: str, *words: str, reader: Browser | None = None) -> None:
        """The page says who acts next, in these words."""
        self.looked["next"] += 1
        page = (reader or self.stranger()).open(path)
        assert page.status == 200, f"{path}: {page.status}"
        for each in words:
            assert each in page.words, f"{path} does not say “{each}”: {page.words}"

    def _mails(self, email: str) -> list[str]:
        """Text of all mails to this address, the newest first; each with its subject first."""
        reader = self.stranger()
        parts = reader.open("/dev/mail").text.split("<article")[1:]
        mails = [Page(f"<main><div {part}</main>", "/dev/mail").words for part in parts]
        return [mail for mail in mails if f"To {email}." in mail]


# Brings a town that nobody has set up to where walks begin; told the code of its server.
Start = Callable[[Town, str], None]


def founded(town: Town, code: str) -> None:
    """The place, its teams and its staff; nothing has happened yet."""
    town.found(code)
