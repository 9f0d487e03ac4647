"""Voting places from a table: looked at line by line, then added as they were shown.

Source: docs/rules/venues.md section 8.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from flask import Response, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import LazyString, ngettext
from sqlalchemy.orm import Session

from pbplatform.core.actor import ActorRef
from pbplatform.core.db import db
from pbplatform.core.errors import Conflict
from pbplatform.rounds.models import Round
from pbplatform.venues.domain.hours import typed_hours
from pbplatform.venues.domain.place_table import (
    MOST_BYTES,
    Code,
    Line,
    Setting,
    key_of,
    read_places,
)
from pbplatform.venues.domain.saying import VenueFacts
from pbplatform.venues.pages.blueprint import bp
from pbplatform.venues.pages.forms import FileOfPlacesForm, PlacesOfFileForm
from pbplatform.venues.pages.keepers import KEEPERS, round_of_keeper
from pbplatform.venues.pages.list_files import rows_of_file, table_as_csv, tried_again
from pbplatform.venues.policies import refuse_to_add_venue
from pbplatform.venues.queries.places import VenueView, venues_of
from pbplatform.venues.services.many import add_venues, facts_to_add
from pbplatform.venues.words.places import ACCESS, OFFERS
from pbplatform.web.clock import request_now
from pbplatform.web.frame import current_frame
from pbplatform.web.guards import staff
from pbplatform.web.posting import Then, post, post_slowly
from pbplatform.web.presentation import shown_locale
from pbplatform.web.refusals import message_for

_FILE = "/desk/facilitator/rounds/<slug>/venues/file"


@bp.route(_FILE, methods=["GET", "POST"])
@staff(*KEEPERS)
def from_file(slug: str) -> ResponseReturnValue:
    """Choose a file; the next page shows each line of it. Nothing is kept here."""
    round_, actor = round_of_keeper(slug)
    form = FileOfPlacesForm()

    def look() -> Response:
        if refusal := refuse_to_add_venue(actor, round_, request_now()):
            raise refusal
        data = form.file.data.read(MOST_BYTES + 1) if form.file.data else b""
        if not data:
            raise Conflict("venue.choose_a_file", field="file")
        lines = _lines(round_, rows_of_file(data))
        return make_response(_check_page(round_, actor, PlacesOfFileForm(formdata=None), lines))

    if answer := post_slowly(form, look, lambda page: page):
        return answer
    refusal = refuse_to_add_venue(actor, round_, request_now())
    page = render_template(
        "venues/from_file.html",
        form=form,
        round=round_,
        offers=OFFERS,
        accesses=ACCESS,
        why_not=message_for(refusal) if refusal else "",
    )
    return page, form.status


@bp.route(f"{_FILE}/check", methods=["GET", "POST"])
@staff(*KEEPERS)
def add_from_file(slug: str) -> ResponseReturnValue:
    """Add the lines that the page showed as good; exactly those."""
    round_, actor = round_of_keeper(slug)
    form, round_id = PlacesOfFileForm(), round_.id
    if not form.is_submitted():
        return redirect(url_for(".from_file", slug=slug))
    read = partial(_lines, round_)
    if (lines := tried_again(form.table.data or "", read)) is None:
        return redirect(url_for(".from_file", slug=slug))

    def add(session: Session) -> int:
        good = _good(lines)
        if not good:
            raise Conflict("venue.nothing_to_add")
        return add_venues(
            session,
            actor=actor,
            round_id=round_id,
            shown=good,
            chosen=good,
            seen=form.seen.data or "",
            now=request_now(),
        )

    def told(added: int) -> Then:
        said = ngettext("%(num)s place is on the list.", "%(num)s places are on the list.", added)
        return Then(url_for(".desk", slug=slug), said)

    if answer := post(form, add, told, form_is="makes"):
        return answer
    return _check_page(round_, actor, form, tried_again(form.table.data or "", read) or [])


@bp.route(f"{_FILE}/template.csv")
@staff(*KEEPERS)
def file_template(slug: str) -> ResponseReturnValue:
    """The names of the columns, to be filled in."""
    round_of_keeper(slug)
    answer = Response(table_as_csv(()), mimetype="text/csv")
    answer.headers["Content-Disposition"] = 'attachment; filename="voting-places.csv"'
    return answer


def _check_page(
    round_: Round, actor: ActorRef, form: PlacesOfFileForm, lines: Sequence[Line]
) -> ResponseReturnValue:
    """Each line, what is wrong with it beside it, and one button for those that are good."""
    good = _good(lines)
    form.carry(facts_to_add(round_, _standing(round_), good))
    form.table.data = _as_table(lines)
    refusal = refuse_to_add_venue(actor, round_, request_now())
    page = render_template(
        "venues/from_file_check.html",
        form=form,
        round=round_,
        lines=[(line, [message_for(each) for each in line.wrong]) for line in lines],
        good=len(good),
        why_not=message_for(refusal) if refusal else "",
    )
    return page, form.status


def _standing(round_: Round) -> list[VenueView]:
    return [view for view in venues_of(db.session(), round_.id) if view.stands]


def _good(lines: Sequence[Line]) -> list[VenueFacts]:
    return [line.facts for line in lines if line.facts is not None]


def _lines(round_: Round, rows: Sequence[Sequence[str]]) -> list[Line]:
    setting = Setting(
        opens_at=round_.opens_at,
        closes_at=round_.closes_at,
        timezone=current_frame().timezone,
        locale=shown_locale(),
        offers=_codes_by_words(OFFERS),
        access=_codes_by_words(ACCESS),
        known={key_of(view.venue.name, view.venue.address) for view in _standing(round_)},
    )
    return read_places(rows, setting)


def _codes_by_words(named: Mapping[Code, LazyString]) -> dict[str, Code]:
    """Codes by themselves, and by their words in the language of the page."""
    by_words = {str(words).casefold(): code for code, words in named.items()}
    return by_words | {str(code): code for code in named}


def _as_table(lines: Sequence[Line]) -> str:
    """The good lines as they are read again; hours with days as numbers, in any language."""
    timezone = current_frame().timezone
    return table_as_csv(
        (
            facts.name,
            facts.address,
            facts.area,
            typed_hours(facts.hours, timezone).replace("\n", "; "),
            "; ".join(facts.offers),
            "; ".join(facts.access),
            facts.getting_there,
        )
        for facts in _good(lines)
    )
