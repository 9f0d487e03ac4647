"""What a call sheet finds and reads out. Source: docs/rules/intake.md section 4."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sqlalchemy.orm import Session

from pbplatform.core.actor import Actor
from pbplatform.core.errors import NotFound
from pbplatform.core.secrets import normalise_code
from pbplatform.core.text_slug import number_of
from pbplatform.core.thread import Station
from pbplatform.intake import queries
from pbplatform.intake.kinds import REFERENCE_LETTERS, ThingKind
from pbplatform.intake.models import Written
from pbplatform.intake.pages.acting import writes_for
from pbplatform.intake.queries.looking_up import found_by_words
from pbplatform.intake.queries.on_word import thing_of
from pbplatform.intake.words.reading import Part, read_idea, read_point
from pbplatform.points.policies import refuse_to_go_on_for, refuse_to_withdraw_for
from pbplatform.points.queries import PointView, view_by_number
from pbplatform.points.words.sentences import status_sentence
from pbplatform.proposals.models import Idea
from pbplatform.proposals.policies import refuse_to_withdraw_for as refuse_to_withdraw_idea_for
from pbplatform.proposals.queries import idea_by_number
from pbplatform.proposals.words.kinds import IDEA_STATE_WORDS
from pbplatform.rounds.models import Round
from pbplatform.rounds.queries import public_round
from pbplatform.web.clock import request_now, request_today
from pbplatform.web.thread import station

_PATH = re.compile(r"(?:rounds/[\w-]+/ideas|forums/[\w-]+/points)/[0-9]+")


@dataclass(frozen=True)
class Found:
    """An idea or a point that was looked up.

    Attributes:
        there: how it stands for everybody; None while it is not public.
        state: of what is not public, in words, for staff of it alone.
        acts: what the person can have written down about it, by the name of the page.
    """

    path: str
    there: Station | None
    state: str
    acts: tuple[str, ...] = ()


def paths_of(session: Session, where: str, typed: str) -> list[str]:
    """What is meant by a number, the reference of a slip, an address, or a few words."""
    if named := _PATH.search(typed):
        return [named[0]]
    code = normalise_code(typed)
    if len(code) == REFERENCE_LETTERS and (sent := queries.sent_with(session, code)):
        return sent
    if not where:
        return []
    kind = "ideas" if where.startswith("rounds/") else "points"
    number = number_of(typed)
    return [f"{where}/{kind}/{number}"] if number else found_by_words(session, where, typed)


def find(session: Session, actor: Actor, path: str) -> Found | None:
    """A thing as it can be told on the telephone; None where there is nothing to tell."""
    there = station(path)
    written = queries.written_at_path(session, path)
    own = written is not None and writes_for(actor, queries.scope_of(session, written))
    if written is None or not own:
        return Found(path, there, "", tuple(_answer_acts(session, actor, path))) if there else None
    acts = (*_answer_acts(session, actor, path), *_acts(session, actor, written))
    return Found(path, there, "" if there else _state(session, written), acts)


def _state(session: Session, written: Written) -> str:
    thing = thing_of(session, written)
    if isinstance(thing, Idea):
        return str(IDEA_STATE_WORDS[thing.state])
    return str(status_sentence(_view(session, written.path)).html.striptags())


def _view(session: Session, path: str) -> PointView:
    _forums, slug, _points, number = path.split("/")
    return view_by_number(session, slug, int(number), now=request_now())


def _answer_acts(session: Session, actor: Actor, path: str) -> list[str]:
    """Saying whether an answer answers, for an asker without an account, in time."""
    if "/points/" not in path:
        return []
    view = _view(session, path)
    until = view.standing.assess_until
    open_still = until is not None and view.standing.today <= until
    nobody = view.point.raised_by_id is None
    return (
        ["said_of_answer"] if open_still and nobody and writes_for(actor, view.forum.scope) else []
    )


def _acts(session: Session, actor: Actor, written: Written) -> list[str]:
    """What can be written down of it now; the pages say why not where something else is missing."""
    if written.claimed_at is not None:
        return []
    scope = queries.scope_of(session, written)
    ref = next(
        actor.acting_as(role, scope)
        for role in ("facilitator", "clerk")
        if actor.holds(role, scope)
    )
    acts: list[str] = []
    if written.kind == ThingKind.IDEA:
        idea = session.get_one(Idea, written.thing_id)
        round_ = session.get_one(Round, idea.round_id)
        if refuse_to_withdraw_idea_for(ref, round_, idea) is None:
            acts.append("withdraw_for")
    else:
        view = _view(session, written.path)
        if refuse_to_withdraw_for(ref, view) is None:
            acts.append("withdraw_for")
        if refuse_to_go_on_for(ref, view) is None:
            acts.append("go_on_for")
    return [*acts, "name_for", "told_for", "new_slip"]


def read_out(session: Session, path: str) -> list[Part]:
    """A public thing in short sentences."""
    head, slug, _kind, number = path.split("/")
    if head == "forums":
        return read_point(session, _view(session, path))
    round_ = public_round(session, slug)
    idea = idea_by_number(session, round_.id, int(number))
    return read_idea(session, idea, round_, now=request_now(), today=request_today())


def round_of(session: Session, where: str) -> Round | None:
    """The public round of a path; None for a forum."""
    head, _stroke, slug = where.partition("/")
    try:
        return public_round(session, slug) if head == "rounds" else None
    except NotFound:
        return None
