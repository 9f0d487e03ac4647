"""The lists of what became of the winners, for everybody."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from pbplatform.core.db import db
from pbplatform.core.paging import page_of
from pbplatform.core.whole import whole
from pbplatform.delivery import queries
from pbplatform.delivery.kinds import FINAL, Step
from pbplatform.delivery.pages.account import totals_of_rounds, view_of
from pbplatform.delivery.pages.blueprint import bp
from pbplatform.delivery.queries import ProjectView
from pbplatform.delivery.words.next_act import next_act
from pbplatform.rounds import queries as rounds
from pbplatform.rounds.models import Round
from pbplatform.web.clock import request_now
from pbplatform.web.guards import public

PER_PAGE = 50
FILTERS = ("all", "late", "going", "open", "ended")


def _fits(view: ProjectView, wanted: str) -> bool:
    if wanted == "late":
        return view.is_late
    if wanted == "going":
        return view.step not in (*FINAL, Step.OPEN)
    if wanted == "open":
        return view.step is Step.OPEN
    return wanted == "all" or view.is_final


@bp.route("/projects")
@public
def projects() -> ResponseReturnValue:
    """Every project that won in any round, late ones first."""
    return _list(None)


@bp.route("/rounds/<slug>/delivery")
@public
def of_round(slug: str) -> ResponseReturnValue:
    """The projects that won in one round."""
    return _list(rounds.public_round(db.session(), slug))


def _list(round_: Round | None) -> str:
    wanted = request.args.get("show", "all")
    wanted = wanted if wanted in FILTERS else "all"
    here = round_.id if round_ else None
    found = queries.project_views(db.session(), now=request_now(), round_id=here)
    kept = [view for view in found if _fits(view, wanted)]
    page = page_of(kept, wanted=request.args.get("page", 1, type=whole), size=PER_PAGE)
    return render_template(
        "delivery/projects.html",
        round=round_,
        address=partial(_address, round_),
        act_of=next_act,
        account=view_of(round_) if round_ else None,
        totals=totals_of_rounds() if round_ is None and found else [],
        wanted=wanted,
        won=len(found),
        links=_links(round_, found, wanted),
        page=page,
        page_url=lambda number: _address(round_, show=wanted, page=number),
    )


def _links(
    round_: Round | None, found: Sequence[ProjectView], wanted: str
) -> list[tuple[str, str, bool]]:
    """What the list can show: words with the count, address, and whether it shows it now."""
    names = {
        "all": _("All"),
        "late": _("Late"),
        "going": _("Under way"),
        "open": _("Open"),
        "ended": _("Finished or stopped"),
    }
    counts = {key: sum(_fits(view, key) for view in found) for key in FILTERS}
    return [
        (
            _("%(name)s (%(count)s)", name=names[key], count=counts[key]),
            _address(round_, show=key),
            key == wanted,
        )
        for key in FILTERS
    ]


def _address(round_: Round | None, **asked: Any) -> str:
    if round_ is None:
        return url_for("delivery.projects", **asked)
    return url_for("delivery.of_round", slug=round_.slug, **asked)
