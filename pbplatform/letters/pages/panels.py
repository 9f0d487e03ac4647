"""What pages of lower slices show of letters."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from flask import render_template
from flask_login import current_user
from markupsafe import Markup

from pbplatform.accounts.kinds import Role
from pbplatform.core.db import db
from pbplatform.letters.models import Letter
from pbplatform.letters.queries import newest_about, views
from pbplatform.letters.words.states import WHYS
from pbplatform.web.clock import request_today
from pbplatform.web.guards import require_actor
from pbplatform.web.marked import marked
from pbplatform.web.slices import Panel


def _clerks_desk(_things: Sequence[Any]) -> Callable[[Any], Markup]:
    """A clerk's way to the letters; auditors see the same desk and post none."""
    if not current_user.holds(Role.CLERK):
        return lambda _thing: Markup()
    shown = marked(render_template("letters/clerk_panel.html"))
    return lambda _thing: shown


def _on_a_call(_paths: Sequence[str]) -> Callable[[str], Markup]:
    """On the call sheet: how the newest letters about a thing stand, for staff of it alone."""
    session, actor = db.session(), require_actor()

    def own(letter: Letter) -> bool:
        return any(actor.holds(role, letter.scope) for role in (Role.FACILITATOR, Role.CLERK))

    def show(path: str) -> Markup:
        letters = [each for each in newest_about(session, path) if own(each)]
        told = views(session, letters, request_today())
        page = render_template("letters/on_a_call.html", told=told, whys=WHYS)
        return marked(page) if told else Markup()

    return show


PANELS: dict[str, Panel] = {"voting.clerk_top": _clerks_desk, "intake.call": _on_a_call}
