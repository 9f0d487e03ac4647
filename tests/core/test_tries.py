"""Limits on tries slow down, keep nobody out for long, and know nobody."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pbplatform.core.db import db
from pbplatform.core.transaction import transaction
from pbplatform.core.tries import Limit, TryCount, count_try, forget_tries
from tests.conftest import TICK

LIMIT = Limit("knocks", 3, timedelta(minutes=10))
SECRET = "a secret of tests, thirty-two letters long"
NOW = datetime(2027, 3, 10, 12, 4, tzinfo=UTC)
NEXT = datetime(2027, 3, 10, 12, 10, tzinfo=UTC)


def knock(session: Session, who: str = "rosa", now: datetime = NOW) -> datetime | None:
    return count_try(session, LIMIT, who=who, secret=SECRET, now=now)


def test_one_try_too_many_is_told_from_when_the_next_is_taken(session: Session) -> None:
    assert [knock(session) for _ in range(4)] == [None, None, None, NEXT]
    assert knock(session, now=NEXT - TICK) == NEXT
    assert knock(session, now=NEXT) is None


def test_one_who_tries_too_often_stops_nobody_else(session: Session) -> None:
    for _ in range(9):
        knock(session)
    assert knock(session, who="amina") is None


def test_the_same_person_is_another_hash_the_next_day_and_is_nowhere_in_words(
    session: Session,
) -> None:
    knock(session, who="192.0.2.7")
    knock(session, who="192.0.2.7", now=NOW + timedelta(hours=20))
    kept = session.scalars(select(TryCount.who)).all()
    assert len(set(map(bytes, kept))) == 2
    assert not any(b"192" in bytes(who) for who in kept)


def test_tries_are_forgotten_after_a_day(session: Session) -> None:
    knock(session)
    forget_tries(session, now=NOW + timedelta(hours=23))
    assert session.scalar(select(func.count()).select_from(TryCount)) == 1
    knock(session, who="amina", now=NOW + timedelta(hours=25))
    forget_tries(session, now=NOW + timedelta(hours=25))
    session.expire_all()
    assert [row.since for row in session.scalars(select(TryCount))] == [
        NOW.replace(minute=0) + timedelta(hours=25)
    ]


def test_tries_at_one_instant_are_all_counted(app: Flask) -> None:
    told: list[datetime | None] = []

    def ask() -> None:
        with app.app_context():
            for _ in range(3):
                with transaction() as session:
                    wait = knock(session)
                told.append(wait)
            db.session.remove()

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert told.count(None) == 3
    assert told.count(NEXT) == 9
