"""A round in a list says what the round itself says, from a dozen of its columns.

Source: docs/decisions/0103-what-a-page-shows-of-many-rounds-is-read-in-few-columns.md.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update
from sqlalchemy.orm import Session

from pbplatform.core.db import db
from pbplatform.core.reading_once import reading_once
from pbplatform.rounds.models import Round
from pbplatform.rounds.queries import all_rounds, published_rounds
from pbplatform.rounds.queries.listed import (
    ListedRound,
    listed_by_id,
    listed_in_public,
    listed_rounds,
)
from tests.browsing import counted_queries
from tests.delivery.winners import project_with_line
from tests.factories import make_round
from tests.listed import place_of


def _said(one: Round | ListedRound) -> tuple[Any, ...]:
    told = one.told if isinstance(one, ListedRound) else one.definition and one.definition.told
    days = (one.results_at, one.published_at, one.frozen_at, one.counted_at)
    of_lines = (one.lines_begin_at, one.certify_due_at)
    return one.id, one.slug, one.path, one.name, one.currency, *days, *of_lines, told


def _same(session: Session) -> None:
    whole, public = all_rounds(session), published_rounds(session)
    with reading_once(session):
        assert [_said(each) for each in listed_rounds(session)] == [_said(each) for each in whole]
    with reading_once(session):
        found = listed_in_public(session)
        assert [_said(each) for each in found] == [_said(each) for each in public]
    with reading_once(session):
        all_rounds(session)  # whole: nothing more is read
        found = listed_in_public(session)
        assert [_said(each) for each in found] == [_said(each) for each in public]


@pytest.mark.one_database
def test_rounds_of_the_demonstration_say_the_same_in_a_list(tmp_path: Path, seeded: Path) -> None:
    with place_of(tmp_path / "place", seeded) as app, app.app_context():
        session = db.session()
        assert len(all_rounds(session)) > 3
        _same(session)
        db.session.remove()


def test_frozen_facts_and_moved_ends_hold_in_a_list(session: Session, tmp_path: Path) -> None:
    election = project_with_line(session, tmp_path / "keys")
    make_round(session, name="Streets Fund", published=False)
    _same(session)
    round_ = session.get_one(Round, election.round_id)
    frozen, later = round_.name, round_.results_at + timedelta(days=3)
    earlier = round_.results_at - timedelta(days=3)
    strayed = {"row_name": "Another", "row_currency_code": "EUR", "row_results_at": later}
    for amended in (None, later, earlier):
        values = {**strayed, "amended_results_at": amended}
        session.execute(update(Round).where(Round.id == round_.id).values(values))
        session.commit()
        session.expire_all()
        _same(session)
        listed = listed_by_id(session, {round_.id})[round_.id]
        assert listed.name == frozen
        assert listed.results_at == (later if amended == later else earlier + timedelta(days=3))


def test_rounds_that_a_page_read_whole_are_not_read_again(app: Flask, session: Session) -> None:
    one = make_round(session).id
    make_round(session, name="Streets Fund")
    session.commit()
    with reading_once(session):
        all_rounds(session)
        with counted_queries(app) as asked:
            assert [each.slug for each in listed_in_public(session)]
            assert listed_by_id(session, {one}).keys() == {one}
        assert not asked
    assert listed_by_id(session, ()) == {}
    assert listed_by_id(session, {one}).keys() == {one}  # an act, which reads what it needs
