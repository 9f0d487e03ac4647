"""Coming in: the mailed link, and everybody's own browser."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

from flask import Flask

from pbplatform.accounts import services as accounts
from pbplatform.core.actor import ActorRef
from pbplatform.core.transaction import transaction
from tests.by_pages import Browser
from tests.conftest import SetClock

# A session lasts 14 days; who comes later signs in again.
_SESSION = timedelta(days=13)


def address(name: str) -> str:
    return f"{name.lower()}@example.org"


def open_mailed_link(browser: Browser, email: str, *, name: str = "") -> None:
    """Find the newest sign-in link to this address in the demonstration's mailbox, press it."""
    browser.open("/dev/mail")
    mails = browser.page.text.split("<article")[1:]
    links = [re.search(r"/sign-in/[\w-]+", mail) for mail in mails if f">{email}<" in mail]
    browser.open(next(link[0] for link in links if link))
    browser.send(**({"name": name} if "name" in browser.page.forms[0].names else {}))


def sign_in(browser: Browser, email: str, *, name: str = "") -> None:
    """By the mailed link, read in the demonstration's mailbox."""
    browser.open("/sign-in")
    browser.send(email=email)
    assert browser.page.heading == "Check your e-mail"
    open_mailed_link(browser, email, name=name)


def operator_makes_auditor(app: Flask, name: str, *, clock_at: datetime) -> None:
    """What `pbplatform grant` does: no page gives this role to the first auditor."""
    with app.app_context(), transaction() as session:
        account = accounts.ensure_account(session, email=address(name), name=name)
        accounts.grant_role(
            session,
            actor=ActorRef(kind="command", key="", role="operator"),
            account_id=account.id,
            role="auditor",
            scope="place",
            expires_at=clock_at + timedelta(days=900),
            now=clock_at,
        )


class People:
    """Everybody with a browser of their own; who has not been here for long signs in again."""

    def __init__(self, app: Flask, clock: SetClock) -> None:
        self.app, self.clock = app, clock
        self._browsers: dict[str, tuple[Browser, datetime]] = {}

    def stranger(self) -> Browser:
        """A browser nobody has signed in with, with forms as they are served."""
        return Browser(self.app.test_client())

    def knows(self, name: str, browser: Browser) -> Browser:
        """From now on this is that person's browser, just signed in."""
        self._browsers[name] = (browser, self.clock.at)
        return browser

    def __call__(self, name: str) -> Browser:
        known = self._browsers.get(name)
        if known and self.clock.at - known[1] < _SESSION:
            return known[0]
        browser = known[0] if known else self.stranger()
        sign_in(browser, address(name), name=name)
        return self.knows(name, browser)

    def cookies(self) -> dict[str, tuple[dict[Any, Any], datetime]]:
        """What everybody's browser holds, and since when they are signed in."""
        return {
            name: (dict(browser.client._cookies or {}), since)
            for name, (browser, since) in self._browsers.items()
        }

    def put(self, name: str, cookies: dict[Any, Any], since: datetime) -> None:
        """A browser of this person that holds these cookies."""
        browser = self.stranger()
        browser.client._cookies = dict(cookies)
        self._browsers[name] = (browser, since)
