"""Asking for a link to sign in, by page."""

from __future__ import annotations

from flask import Flask

from pbplatform.core.db import db
from tests.by_pages import Browser
from tests.mailed import link_tokens


def mailed_links(app: Flask) -> list[str]:
    with app.app_context():
        return link_tokens(db.session())


def ask(browser: Browser, app: Flask, address: str) -> str:
    """Type an address on the page that is open; returns the path of the link that was mailed."""
    before = mailed_links(app)
    browser.send(button="Send me a link", email=address)
    (token,) = [one for one in mailed_links(app) if one not in before]
    return f"/sign-in/{token}"
