"""The lists of what became of the winners, for everybody."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from pbplatform.core.db import db
from pbplatform.core.paging import page_of
from pbplatform.core.whole import whole
from pbplatform.delivery import queries
from pbplatform.delivery.kinds import Step
from pbplatform.delivery.pages.account import totals_of_rounds, view_of
from pbplatform.delivery.pages.blueprint import bp
from pbplatform.delivery.queries import Standing
from pbplatform.delivery.words.next_act import next_act
from pbplatform.delivery.words.sentences import step_name
from pbplatform.rounds import queries as rounds
from pbplatform.rounds.models import Round
from pbplatform.web.clock import request_now
from pbplatform.web.guards import public
from pbplatform.web.sentences import gettext as _

PER_PAGE = 20
LEAST_ROUNDS = 2  # to choose between
FILTERS = ("all", "late", "going", "open", "ended")


def _shown_by(view: Standing) -> Iterator[str]:
    """The filters that show a winner as it stands today."""
    yield "all"
    if view.is_late:
        yield "late"
    if view.is_final:
        yield "ended"
    else:
        yield "open" if view.step is Step.OPEN else "going"


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


@dataclass(frozen=True)
class Wanted:
    """What a list was asked for; whatever is not known asks for nothing.

    Attributes:
        show: how projects stand today; `all` for all.
        round: slug of a round, empty for all; `step` likewise.
    """

    show: str
    round: str
    step: str

    def has(self, view: Standing) -> bool:
        """Whether a project is of the round and at the step."""
        of_round = not self.round or view.round_slug == self.round
        return of_round and (not self.step or view.step == self.step)

    def to(self, **other: Any) -> dict[str, Any]:
        """What an address asks for, with something else; what asks for nothing is left out."""
        asked: dict[str, Any] = {**asdict(self), **other}
        return {key: value for key, value in asked.items() if value}


def _wanted(found: Sequence[Standing]) -> Wanted:
    def one_of(name: str, known: Collection[str], otherwise: str) -> str:
        asked = request.args.get(name, "")
        return asked if asked in known else otherwise

    return Wanted(
        show=one_of("show", FILTERS, "all"),
        round=one_of("round", {view.round_slug for view in found}, ""),
        step=one_of("step", set(Step), ""),
    )


def kept_of(every: Sequence[Standing]) -> list[Standing]:
    """Those that the address asks for, in their order."""
    wanted = _wanted(every)
    return [view for view in every if wanted.has(view) and wanted.show in _shown_by(view)]


def _list(round_: Round | None) -> str:
    here = round_.id if round_ else None
    session, now = db.session(), request_now()
    every = queries.standings(session, now=now, round_id=here)
    wanted = _wanted(every)
    found = [view for view in every if wanted.has(view)]
    kept = kept_of(every)
    page = page_of(kept, wanted=request.args.get("page", 1, type=whole), size=PER_PAGE)
    return render_template(
        "delivery/projects.html",
        round=round_,
        address=partial(_address, round_),
        act_of=next_act,
        account=view_of(round_) if round_ else None,
        totals=totals_of_rounds() if round_ is None and every else [],
        wanted=wanted,
        won=len(every),
        links=_links(round_, found, wanted),
        selects=_selects(round_, every, wanted),
        page=page.showing(queries.views_of(session, page.rows, now=now)),
        page_url=lambda number: _address(round_, **wanted.to(page=number)),
    )


def _selects(
    round_: Round | None, every: Sequence[Standing], wanted: Wanted
) -> list[dict[str, Any]]:
    """What the list can be narrowed to besides: a round, where there are several, and a step."""
    at_step = {
        "name": "step",
        "label": _("Step"),
        "value": wanted.step,
        "options": [("", _("All steps")), *((each.value, step_name(each)) for each in Step)],
    }
    named = dict(sorted((view.round_slug, view.round_name) for view in every))
    if round_ is not None or len(named) < LEAST_ROUNDS:
        return [at_step]
    of_round = {
        "name": "round",
        "label": _("Round"),
        "value": wanted.round,
        "options": [("", _("All rounds")), *named.items()],
        "user": True,
    }
    return [of_round, at_step]


def _links(
    round_: Round | None, found: Sequence[Standing], wanted: Wanted
) -> list[tuple[str, str, bool]]:
    """What the list can show: words with the count, address, and whether it shows it now."""
    names = {
        "all": _("All"),
        "late": _("Late"),
        "going": _("Under way"),
        "open": _("Open"),
        "ended": _("Finished or stopped"),
    }
    counts = Counter(key for view in found for key in _shown_by(view))
    return [
        (
            _("%(name)s (%(count)s)", name=names[key], count=counts[key]),
            _address(round_, **wanted.to(show=key)),
            key == wanted.show,
        )
        for key in FILTERS
    ]


def _address(round_: Round | None, **asked: Any) -> str:
    if round_ is None:
        return url_for("delivery.projects", **asked)
    return url_for("delivery.of_round", slug=round_.slug, **asked)
