"""What changed because of people, for everybody: the page, one decision, and the file."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR
from functools import partial
from typing import Any, TypeVar
from urllib.parse import urlencode

from flask import Response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from pbplatform.changes import queries
from pbplatform.changes.domain.kept import year_in
from pbplatform.changes.pages.blueprint import bp
from pbplatform.changes.queries import ChangeView, Filter
from pbplatform.changes.queries.figures import (
    Finished,
    IdeasOfRound,
    PromisesOfForum,
    RoundOfYear,
    finished_projects,
    ideas_of_rounds,
    promises_of_forums,
    rounds_of_years,
)
from pbplatform.changes.words import sentences as wording
from pbplatform.core.db import db
from pbplatform.core.errors import NotFound
from pbplatform.core.paging import Page, page_counted, page_of
from pbplatform.core.text_slug import numbered
from pbplatform.core.whole import whole, whole_or_none
from pbplatform.counting.cells import text_cell
from pbplatform.delivery.queries import project_path
from pbplatform.forums.queries import forums
from pbplatform.rounds.queries.listed import listed_in_public
from pbplatform.web.clock import request_now
from pbplatform.web.figures import Option
from pbplatform.web.guards import public
from pbplatform.web.sentences import gettext as _

PER_PAGE = 20  # of each list
Row = TypeVar("Row")
_HEAD = (
    *("what", "year", "of", "name", "of_all", "counted", "day", "because", "before", "now"),
    *("document", "link", "said_by", "confirmed_by"),
)


@dataclass(frozen=True)
class Shown:
    """What the page and its file tell beside the changed decisions."""

    rounds: Sequence[RoundOfYear]
    promises: Sequence[PromisesOfForum]
    finished: Sequence[Finished]

    @property
    def years(self) -> set[int]:
        """Years of which something is told."""
        of_rounds = {row.year for row in self.rounds} | {row.day.year for row in self.finished}
        return of_rounds | {row.year for row in self.promises}


def _shown(session: Session, wanted: Filter) -> Shown:
    return Shown(
        rounds=rounds_of_years(session, wanted),
        promises=promises_of_forums(session, wanted, now=request_now()),
        finished=finished_projects(session, wanted),
    )


def holders_of(session: Session) -> dict[str, tuple[str, Filter]]:
    """Rounds and forums that one can ask for, by path, with their names."""
    found = {
        round_.path: (round_.name, Filter(round_id=round_.id))
        for round_ in listed_in_public(session)
    }
    return found | {
        forum.path: (forum.name, Filter(forum_id=forum.id)) for forum in forums(session)
    }


def asked_for(holders: dict[str, tuple[str, Filter]]) -> tuple[Filter, str]:
    """What is asked for, and the path of its round or forum; what nobody knows is not asked."""
    year = whole_or_none(request.args.get("year", ""))
    year = year if year and MINYEAR <= year <= MAXYEAR else None
    path = request.args.get("of", "")
    of = holders[path][1] if path in holders else Filter()
    return Filter(year, of.round_id, of.forum_id), path if path in holders else ""


@bp.route("/changed")
@public
def changed() -> ResponseReturnValue:
    """Changed decisions, ideas on ballots and promises kept, each of how many."""
    session = db.session()
    holders = holders_of(session)
    wanted, path = asked_for(holders)
    shown = _shown(session, wanted)
    kept: dict[str, Any] = {"year": wanted.year, "of": path or None}
    cells = queries.those_of(queries.cells_of_changes(session), wanted)
    years = shown.years | set(map(year_in, cells)) | ({wanted.year} if wanted.year else set())
    rounds = _part(shown.rounds, "ideas")
    page = page_counted(
        sum(cells.values()),
        lambda offset: queries.changes_on_page(session, cells, offset=offset, size=PER_PAGE),
        wanted=request.args.get("page", 1, type=whole),
        size=PER_PAGE,
    )
    return render_template(
        "changes/changed.html",
        page=page,
        page_url=lambda number: url_for(".changed", page=number, **kept),
        ideas=rounds.showing(ideas_of_rounds(session, rounds.rows)),
        finished=_part(shown.finished, "stories"),
        promises=_part(shown.promises, "promises"),
        part_url=lambda name: partial(_part_url, name, kept),
        selects=_selects(wanted, path, years, holders),
        is_narrowed=wanted != Filter(),
        file_url=url_for(".changed_csv", **kept),
        story_url=_story_url,
        wording=wording,
    )


def _part(rows: Sequence[Row], name: str) -> Page[Row]:
    """The page of one list; `name` is what its number is called in the address."""
    return page_of(rows, wanted=request.args.get(name, 1, type=whole), size=PER_PAGE)


def _part_url(name: str, kept: dict[str, Any], number: int) -> str:
    return url_for(".changed", **{**kept, name: number}) + f"#{name}"


def _story_url(built: Finished) -> str:
    address = numbered(built.number, built.title)
    return url_for(".story", slug=built.round.slug, project=address)


def _selects(
    wanted: Filter, path: str, years: set[int], holders: dict[str, tuple[str, Filter]]
) -> list[dict[str, Any]]:
    of_years: list[Option] = [("", _("All years"))]
    of_years += [(str(year), str(year)) for year in sorted(years, reverse=True)]
    of_holders: list[Option] = [("", _("All rounds and forums"))]
    of_holders += [(each, name) for each, (name, _filter) in holders.items()]
    year = str(wanted.year) if wanted.year else ""
    return [
        {"name": "year", "label": _("Year"), "options": of_years, "value": year},
        {
            "name": "of",
            "label": _("Round or forum"),
            "options": of_holders,
            "value": path,
            "user": True,
        },
    ]


@bp.route("/changed.csv")
@public
def changed_csv() -> ResponseReturnValue:
    """The same as a table, one line for each decision, round and forum."""
    session = db.session()
    wanted, _path = asked_for(holders_of(session))
    shown = _shown(session, wanted)
    ideas = ideas_of_rounds(session, shown.rounds)
    rows = _rows(queries.confirmed_changes(session, wanted), shown, ideas)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(_HEAD)
    for row in rows:
        writer.writerow([text_cell(str(cell)) for cell in row])
    answer = Response(text.getvalue(), mimetype="text/csv")
    answer.headers["Content-Disposition"] = 'attachment; filename="changed.csv"'
    return answer


def _rows(
    changes: Sequence[ChangeView], shown: Shown, of_rounds: Sequence[IdeasOfRound]
) -> list[tuple[str | int, ...]]:
    rows: list[tuple[str | int, ...]] = []
    for view in changes:
        if (told := view.holds) is None:
            continue
        rows.append(
            (
                *("decision-changed", told.day.year, view.holder, view.holder_name, "", 1),
                told.day.isoformat(),
                view.thing.path if view.thing else "",
                *(told.before, told.now, told.document, told.link),
                wording.first_words(told),
                wording.second_words(told),
            )
        )
    blank = ("",) * 8
    for ideas in of_rounds:
        counted = len(ideas.reached) if ideas.frozen else ""
        of = (ideas.round.path, ideas.round.name)
        rows.append(("ideas-on-ballot", ideas.year, *of, ideas.came, counted, *blank))
    for built in shown.finished:
        path = project_path(built.round.slug, built.number)
        of = (built.round.path, built.round.name)
        day = built.day.isoformat()
        rows.append(("project-finished", built.day.year, *of, "", 1, day, path, *("",) * 6))
    for each in shown.promises:
        of = (f"forums/{each.slug}", each.name)
        rows.append(("promises-kept-by-first-day", each.year, *of, each.due, each.kept, *blank))
    return rows


@bp.route("/changed/<int:number>")
@public
def one(number: int) -> ResponseReturnValue:
    """One changed decision with all its confirmed versions, also after it was taken back."""
    view = queries.change_view(db.session(), number)
    if not view.is_public:
        raise NotFound("page.not_found")
    return render_template(
        "changes/one.html",
        view=view,
        log_url=f"/log?{urlencode({'about': view.change.about})}",
        wording=wording,
    )
