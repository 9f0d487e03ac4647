"""A screen at a voting place: what every page must know of it. The slice `venues` says the rest.

A device is a kiosk by its cookie. There no page knows an account, no link leads away, and nothing
stays when a voter goes. Source: docs/rules/venues.md section 2.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import Flask, current_app, g
from flask.globals import _cv_app, _cv_request
from flask.typing import ResponseReturnValue


@dataclass(frozen=True)
class KioskPage:
    """What a page at a kiosk shows of it.

    Attributes:
        slug: of the round whose vote it is for.
        turn: whether a voter has begun.
        helped: whether somebody presses for them, with a witness.
        look: classes of the whole page: size of the letters, contrast.
        idle_seconds: until the page asks “Are you still there?”, where scripts run.
        warn_seconds: how long it asks.
        plain_seconds: how long a page waits where no script can know whether somebody reads.
        start: where a voter begins, and what ends a turn when it is opened.
        done: where “End and clear this screen” is sent.
        waits_at: the page that asks where no script runs, or the start page.
    """

    slug: str
    place: str
    turn: bool
    helped: bool
    look: str
    idle_seconds: int
    warn_seconds: int
    plain_seconds: int
    start: str
    done: str
    waits_at: str

    @property
    def plain_minutes(self) -> int:
        return self.plain_seconds // 60


# What the slice that has kiosks says: what a page shows, and what it answers before any page does.
PageLoader = Callable[[], KioskPage | None]
Answer = Callable[[], ResponseReturnValue | None]


def register_kiosk(app: Flask, page: PageLoader, answer: Answer) -> None:
    """Called by `venues` when the app is made."""
    app.extensions["kiosk"] = (page, answer)


def kiosk_page() -> KioskPage | None:
    """What this page shows of the kiosk it is at; None on every other device."""
    # Asked for with every telephone number and form of a page, so it does not go through `g`.
    within = _cv_app.get(None)
    if within is None or _cv_request.get(None) is None or "kiosk" not in within.app.extensions:
        return None
    noted = vars(within.g)
    if "kiosk_page" not in noted:
        noted["kiosk_page"] = None  # an error of the database is shown on a page, which asks again
        noted["kiosk_page"] = within.app.extensions["kiosk"][0]()
    found: KioskPage | None = noted["kiosk_page"]
    return found


def at_kiosk() -> bool:
    """Whether this request comes from a kiosk."""
    return kiosk_page() is not None


def _answer() -> ResponseReturnValue | None:
    g.pop("kiosk_page", None)  # a context can outlive its request
    answer: Answer = current_app.extensions["kiosk"][1]
    return answer()


def register(app: Flask) -> None:
    """Register it before the check of forms: at a kiosk an old form leads to the start page."""
    app.before_request(_answer)
    app.jinja_env.globals["kiosk"] = kiosk_page
