"""Places of an earlier round are used again, with their hours moved by the day of the week.

Source: docs/rules/venues.md section 8.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from pbplatform.core.db import db
from pbplatform.core.errors import Conflict
from pbplatform.rounds.models import Round
from pbplatform.venues.domain.hours import Hours
from pbplatform.venues.domain.moving import Moved, move_hours
from pbplatform.venues.domain.place_table import key_of
from pbplatform.venues.domain.saying import VenueFacts
from pbplatform.venues.kinds import Access, Offer
from pbplatform.venues.pages.blueprint import bp
from pbplatform.venues.pages.forms import EarlierForm
from pbplatform.venues.pages.keepers import KEEPERS, round_of_keeper
from pbplatform.venues.policies import refuse_to_add_venue
from pbplatform.venues.queries.earlier import earlier_round, rounds_with_places
from pbplatform.venues.queries.places import VenueView, venues_of
from pbplatform.venues.services.many import add_venues, facts_to_add
from pbplatform.venues.words.earlier import moved_words
from pbplatform.web.clock import request_now
from pbplatform.web.frame import current_frame
from pbplatform.web.guards import staff
from pbplatform.web.posting import Then, post
from pbplatform.web.refusals import message_for
from pbplatform.web.sentences import ngettext

_EARLIER = "/desk/facilitator/rounds/<slug>/venues/earlier"


@dataclass(frozen=True)
class Again:
    """A place of an earlier round, as it would stand in this one."""

    number: int
    facts: VenueFacts
    moved: Moved


@bp.route(_EARLIER)
@staff(*KEEPERS)
def from_earlier(slug: str) -> ResponseReturnValue:
    """Choose the round whose places are used again."""
    round_, actor = round_of_keeper(slug)
    refusal = refuse_to_add_venue(actor, round_, request_now())
    return render_template(
        "venues/earlier.html",
        round=round_,
        rounds=rounds_with_places(db.session(), round_.id),
        why_not=message_for(refusal) if refusal else "",
    )


@bp.route(f"{_EARLIER}/<earlier>", methods=["GET", "POST"])
@staff(*KEEPERS)
def use_again(slug: str, earlier: str) -> ResponseReturnValue:
    """Tick the places that are used again; what becomes of their hours stands beside each."""
    round_, actor = round_of_keeper(slug)
    source = earlier_round(db.session(), round_.id, earlier)
    standing = [view for view in venues_of(db.session(), round_.id) if view.stands]
    again, known = _again(source, round_, standing)
    form, round_id = EarlierForm(), round_.id
    form.places.choices = [(str(each.number), each.facts.name) for each in again]
    if not form.is_submitted() and request.method == "GET":
        form.places.process(None, [str(each.number) for each in again])

    def add(session: Session) -> int:
        ticked = set(form.places.data or ())
        if not ticked:
            raise Conflict("venue.choose_places", field="places")
        if not ticked <= {str(each.number) for each in again}:
            raise Conflict("venue.not_among_them", field="places")
        return add_venues(
            session,
            actor=actor,
            round_id=round_id,
            shown=[each.facts for each in again],
            chosen=[each.facts for each in again if str(each.number) in ticked],
            seen=form.seen.data or "",
            now=request_now(),
        )

    def told(added: int) -> Then:
        said = ngettext(
            "%(num)s place is on the list. Look through its hours.",
            "%(num)s places are on the list. Look through their hours.",
            added,
        )
        return Then(url_for(".desk", slug=slug), said)

    if answer := post(form, add, told, form_is="makes"):
        return answer
    form.carry(facts_to_add(round_, standing, [each.facts for each in again]))
    refusal = refuse_to_add_venue(actor, round_, request_now())
    page = render_template(
        "venues/use_again.html",
        form=form,
        round=round_,
        source=source,
        hints={str(each.number): moved_words(each.facts.address, each.moved) for each in again},
        any_left=bool(again),
        known=known,
        why_not=message_for(refusal) if refusal else "",
    )
    return page, form.status


def _again(
    source: Round, round_: Round, standing: Sequence[VenueView]
) -> tuple[list[Again], list[str]]:
    """Places that can be used again, and the names of those that are on the list already."""
    listed = {key_of(view.venue.name, view.venue.address) for view in standing}
    again, known = [], []
    for view in venues_of(db.session(), source.id):
        venue = view.venue
        if not view.stands:
            continue
        if key_of(venue.name, venue.address) in listed:
            known.append(venue.name)
            continue
        moved = move_hours(view.said, _window(source), _window(round_), current_frame().timezone)
        facts = VenueFacts(
            name=venue.name,
            address=venue.address,
            area=venue.area,
            getting_there=venue.getting_there,
            access=[Access(code) for code in venue.access.split()],
            offers=[Offer(code) for code in venue.offers.split()],
            hours=moved.hours,
        )
        again.append(Again(venue.n, facts, moved))
    return again, known


def _window(round_: Round) -> Hours:
    return round_.opens_at, round_.closes_at
