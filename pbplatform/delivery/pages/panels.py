"""How a winner stands today, on the page of its round.

Source: docs/rules/rounds.md section 16.4.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from flask import render_template
from markupsafe import Markup

from pbplatform.core.db import db
from pbplatform.delivery.queries import project_views
from pbplatform.results.pages.panels import Told
from pbplatform.web.clock import request_now
from pbplatform.web.marked import marked


def winners_today(projects: Sequence[Told]) -> Callable[[Told], Markup]:
    """Beside each project of a counted round: its sentence of today; nothing for one that lost."""
    now = request_now()
    views = {
        (view.round_id, view.number): view
        for round_id in {told.round.id for told in projects}
        for view in project_views(db.session(), now=now, round_id=round_id)
    }

    def show(told: Told) -> Markup:
        view = views.get((told.round.id, told.number))
        if view is None:
            return Markup("")
        return marked(render_template("delivery/panels/project.html", view=view))

    return show
