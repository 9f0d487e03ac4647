"""What page tests share: signing in, reading forms as a browser does."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from pbplatform.accounts import services as accounts
from pbplatform.accounts.pages.cookies import COOKIE
from pbplatform.core.actor import ActorRef
from pbplatform.core.transaction import transaction
from tests.conftest import SetClock


def sign_in(app: Flask, client: FlaskClient, person: ActorRef, clock: SetClock) -> None:
    """Give the browser a session of this person."""
    with app.app_context(), transaction() as session:
        token = accounts.open_session(session, account_id=int(person.key), now=clock.at)
    client.set_cookie(COOKIE, token)


def hidden_field(page: str, name: str) -> str:
    """The value of a hidden field, as the browser would send it back."""
    found = re.search(rf'<input[^>]*name="{name}"[^>]*value="([^"]*)"', page)
    assert found, f"no hidden field {name}"
    return unescape(found.group(1))


def code_shown(page: str, identity: str) -> str:
    """The code in the box with this id, without its groups."""
    found = re.search(rf'id="{identity}"[^>]*>(.*?)</p>', page, re.DOTALL)
    assert found, f"no code {identity}"
    return re.sub(r"<[^>]+>|\s", "", found.group(1))


def after_the_check(client: FlaskClient, url: str, data: dict[str, str]) -> TestResponse:
    """Send a form that is shown once more before it counts, and press its button."""
    shown = client.post(url, data={**data, "action": "check"})
    assert shown.status_code == 200, shown.text
    seen = hidden_field(shown.text, "seen")
    pressed = {**data, "seen": seen, "action": "publish"}
    return client.post(url, data=pressed, follow_redirects=True)


def with_seen(client: FlaskClient, page: str, data: dict[str, Any]) -> dict[str, Any]:
    """What is typed, with what the page carries of what it shows, as a browser sends it."""
    shown = client.get(page)
    carried = re.search(r'<input[^>]*name="((?:\w+-)?seen)"[^>]*value="([^"]*)"', shown.text)
    return {carried.group(1): unescape(carried.group(2)), **data} if carried else data


def confirm(
    client: FlaskClient, page: str, action: str = "", **typed: str | list[str]
) -> TestResponse:
    """Open a page on which one confirms what it shows, and press its button.

    Args:
        action: where its form goes, when not to the page itself.
    """
    shown = client.get(page).text
    seen = hidden_field(shown, "seen")
    return client.post(action or page, data={"seen": seen, **looked_at(shown), **typed})


def looked_at(page: str) -> dict[str, str]:
    """A tick for everything odd that the page asks to look at."""
    return dict.fromkeys(re.findall(r'name="(looked_\w+)"', page), "y")
