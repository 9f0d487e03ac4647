"""What pages of lower slices show of letters."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from flask import render_template
from flask_login import current_user
from markupsafe import Markup

from pbplatform.accounts.kinds import Role
from pbplatform.web.marked import marked
from pbplatform.web.slices import Panel


def _clerks_desk(_things: Sequence[Any]) -> Callable[[Any], Markup]:
    """A clerk's way to the letters; auditors see the same desk and post none."""
    if not current_user.holds(Role.CLERK):
        return lambda _thing: Markup()
    shown = marked(render_template("letters/clerk_panel.html"))
    return lambda _thing: shown


PANELS: dict[str, Panel] = {"voting.clerk_top": _clerks_desk}
