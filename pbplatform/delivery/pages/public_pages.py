"""What became of the winners, for everybody."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from pbplatform.core.db import db
from pbplatform.core.errors import NotFound
from pbplatform.core.paging import page_of
from pbplatform.core.text_slug import number_of, numbered
from pbplatform.core.whole import whole
from pbplatform.delivery import queries
from pbplatform.delivery.kinds import FINAL, Step
from pbplatform.delivery.pages.account import totals_of_rounds, view_of
from pbplatform.delivery.pages.blueprint import bp
from pbplatform.delivery.queries import ProjectView
from pbplatform.delivery.words import sentences as wording
from pbplatform.delivery.words.history import lines_shown
from pbplatform.delivery.words.next_act import next_act
from pbplatform.promises.queries import checks_of, evidence_of
from pbplatform.proposals.queries.authors import credits_of
from pbplatform.results.queries import won_before
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


@bp.route("/rounds/<slug>/projects/<project>")
@public
def show(slug: str, project: str) -> ResponseReturnValue:
    """One winner: how it stands first, then its line, its steps, its history."""
    session = db.session()
    number = number_of(project)
    if number is None:
        raise NotFound("project.not_found")
    round_ = rounds.public_round(session, slug)
    try:
        view = queries.project_view(session, round_.id, number, now=request_now())
    except NotFound:
        if won_before(session, round_.id, number):  # the result says that it was counted wrongly
            return redirect(url_for("results.show", slug=slug))
        raise
    if project != numbered(view.number, view.title):
        return redirect(wording.project_url(slug, view.number, view.title), 301)
    news = queries.news_of(session, round_.id, number)
    subject = queries.project_path(slug, number)
    pieces = evidence_of(session, [subject])[subject]
    checks = checks_of(session, [subject], now=request_now())[subject]
    return render_template(
        "delivery/show.html",
        view=view,
        path=subject,
        credits=credits_of(session, round_.id, number),
        act=next_act(view),
        steps=wording.steps_shown(view, news),
        news=lines_shown(news, view.currency, pieces),
        checks=checks,
        evidence=[each for each in pieces if not each.beside.startswith("step:")],
        stop=queries.stop_of(session, round_.id, number),
    )
