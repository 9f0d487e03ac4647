"""Many votes in one call do what each alone does. docs/rules/voting.md section 17."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.audit.models import LogPending
from pbplatform.core.canonical import canonical_json
from pbplatform.core.db import db
from pbplatform.core.errors import DomainError
from pbplatform.core.tries import Try, TryCount
from pbplatform.voting.models import (
    ON_PAPER,
    STRUCK_OFF,
    RollEntry,
    SupersededEnvelope,
    UrnEnvelope,
)
from pbplatform.voting.services import box_writing
from pbplatform.voting.services.cast import NOTHING_IN_BOX, Cast, InBox, cast_ballots
from tests.browsing import counted_queries
from tests.voting.casting import DURING, reissue, sealed_as
from tests.voting.elections import Election, make_election

VOTERS, ONCE, STRUCK, BY_PAPER = 12, 4, 11, 12
UNKNOWN = bytes([7]) * 32
DAY = datetime(2027, 1, 1, tzinfo=UTC)
DRAWN = 80


@pytest.fixture
def election(session: Session, tmp_path: Path) -> Election:
    """Of twelve voters some have voted, one twice, some by letters that were replaced."""
    made = make_election(session, tmp_path / "keys", voters=VOTERS)
    for voter in (1, 2, 3, 4):
        _put(session, made, [made.cast(voter, 4, nonce=f"first of {voter}")])
    _put(session, made, [made.cast(2, 7)])
    for voter in (ONCE, 5):
        reissue(session, made, voter)
    for voter, state in ((STRUCK, STRUCK_OFF), (BY_PAPER, ON_PAPER)):
        session.get_one(RollEntry, (made.round_id, voter)).state = state
    session.commit()
    return made


def _put(session: Session, election: Election, casts: list[Cast]) -> list[InBox]:
    told = cast_ballots(session, round_id=election.round_id, sealed=casts, clock=DURING)
    return list(told.in_box)


def _tried(voter: int) -> Try:
    return Try("cast", bytes([voter]) * 32, DAY, 2, DAY)


def _drawn(session: Session, election: Election, chance: random.Random) -> list[Cast]:
    """Casts of different voters; in half of the calls one of them is odd, in the others many."""
    held = dict(session.execute(select(UrnEnvelope.slot, UrnEnvelope.env_hash)).all())
    gone = list(session.scalars(select(SupersededEnvelope.env_hash)))
    calm = chance.random() < 0.5
    voters = [voter for voter in range(1, STRUCK) if voter != ONCE or not calm]
    voters = chance.sample(voters, chance.randint(2, len(voters)))
    odd = {chance.choice(voters)} if calm else set(voters)
    casts: list[Cast] = []
    for voter in voters:
        there = held.get(voter)
        if voter not in odd:
            expected = chance.choice([None, there or NOTHING_IN_BOX])
            tried = chance.choice([None, _tried(voter)])
            casts.append(replace(election.cast(voter, 4, expected=expected), tried=tried))
            continue
        expected = chance.choice([None, None, NOTHING_IN_BOX, there or bytes([voter]) * 32])
        nonce = chance.choice(["", "", f"first of {voter}"])
        cast = election.cast(voter, chance.choice([4, 7, 9]), expected=expected, nonce=nonce)
        sort = chance.random() * (1 if calm else 4)
        if sort < 0.1:
            cast = replace(cast, letter=chance.choice([1, 2]))
        elif sort < 0.2:
            cast = replace(cast, tried=_tried(voter))
        elif sort < 0.4:
            cast = replace(cast, slot=chance.choice([STRUCK, BY_PAPER, 99]))
        elif sort < 0.5:
            cast = replace(cast, env_hash=chance.choice([*gone, *held.values(), UNKNOWN]))
        elif sort < 0.6 and casts:
            cast = replace(cast, **sealed_as(chance.choice(casts)))
        casts.append(cast)
    return casts if len({cast.slot for cast in casts}) == len(casts) else casts[:1]


def _undone(session: Session, act: Callable[[], Any]) -> tuple[Any, Any]:
    """What an act tells, or the codes that it may be refused with, and all that it wrote."""
    point = session.begin_nested()
    try:
        told: Any = act()
    except DomainError as error:
        told = error.code
    rows = None if isinstance(told, str) else _rows(session)
    point.rollback()
    session.expire_all()
    return told, rows


def _rows(session: Session) -> dict[str, Any]:
    """Everything that a cast writes, but the keys that are drawn for entries of the log."""
    columns = UrnEnvelope.__table__.c
    return {
        "box": sorted(map(tuple, session.execute(select(*columns)))),
        "gone": sorted(map(tuple, session.execute(select(*SupersededEnvelope.__table__.c)))),
        "log": sorted(session.scalars(select(LogPending.body))),
        "marked": sorted(session.scalars(select(RollEntry.voter_no).where(RollEntry.marked))),
        "tries": sorted(session.scalars(select(TryCount.tries))),
    }


def test_many_votes_in_one_call_write_and_tell_what_each_alone_does(
    session: Session, election: Election
) -> None:
    """Where one of them alone is refused, all are, for a reason that one of them has."""

    def one_by_one(casts: list[Cast]) -> list[InBox]:
        return [_put(session, election, [one])[0] for one in casts]

    for seed in range(DRAWN):
        casts = _drawn(session, election, random.Random(seed))
        together, rows = _undone(session, partial(_put, session, election, casts))
        alone, each = _undone(session, partial(one_by_one, casts))
        if isinstance(alone, str):
            own = {str(_undone(session, partial(one_by_one, [one]))[0]) for one in casts}
            twice = len({cast.env_hash for cast in casts}) < len(casts)
            assert together in {alone, *own, *(["vote.envelope_used"] if twice else [])}, seed
        else:
            assert (together, rows) == (alone, each), seed


def test_drawn_casts_are_of_every_sort(session: Session, election: Election) -> None:
    """The control of the test above: both ways are met, and each sort of answer."""
    met, went_in = set(), 0
    for seed in range(DRAWN):
        casts = _drawn(session, election, random.Random(seed))
        told, _rows = _undone(session, partial(_put, session, election, casts))
        if isinstance(told, str):
            met.add(told)
            continue
        went_in += 1
        for one in told:
            met |= {name for name in ("repeated", "once", "replaced") if getattr(one, name)}
    assert went_in > DRAWN / 4
    assert met >= {
        *("repeated", "once", "replaced"),
        *("vote.newer_in_box", "vote.envelope_used", "roll.may_not_vote_here"),
        *("roll.letter_cancelled", "vote.letter_votes_once"),
        *("roll.struck_meanwhile", "roll.votes_on_paper"),
    }


@pytest.mark.parametrize("counted", [False, True])
def test_first_votes_of_many_take_no_statement_each(
    app: Flask, session: Session, election: Election, counted: bool
) -> None:
    casts = [election.cast(voter, 4) for voter in range(6, STRUCK)]
    if counted:
        casts = [replace(cast, tried=_tried(cast.slot)) for cast in casts]
    with app.app_context(), counted_queries(app) as few:
        _put(db.session(), election, casts[:2])
    db.session.rollback()
    with app.app_context(), counted_queries(app) as many:
        _put(db.session(), election, casts)
    assert len(many) == len(few) <= 10


def test_entries_of_many_votes_have_the_bytes_of_every_other_entry(
    session: Session, election: Election
) -> None:
    before = set(session.scalars(select(LogPending.body)))
    casts = [election.cast(voter, 4) for voter in (6, 7, 8)]
    _put(session, election, casts)
    written = set(session.scalars(select(LogPending.body))) - before
    expected = [{"v": 1, "kind": "vote:envelope:cast", "h": one.env_hash.hex()} for one in casts]
    assert written == {canonical_json(one) for one in expected}


def test_first_votes_go_in_block_by_block(
    session: Session, election: Election, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(box_writing, "_TOGETHER", 2)
    casts = [election.cast(voter, 4) for voter in range(5, STRUCK)]
    assert [one.env_hash for one in _put(session, election, casts)] == [
        cast.env_hash for cast in casts
    ]


def test_a_call_of_many_asks_for_every_used_envelope(
    session: Session, election: Election, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = session.scalars(select(SupersededEnvelope.env_hash)).one()
    monkeypatch.setattr(box_writing, "_TOGETHER", 2)
    casts = [election.cast(voter, 4) for voter in range(6, STRUCK)]
    for place in range(len(casts)):
        used = [*casts[:place], replace(casts[place], env_hash=gone), *casts[place + 1 :]]
        told, _rows = _undone(session, partial(_put, session, election, used))
        assert told == "vote.envelope_used"
