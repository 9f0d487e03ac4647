"""News, mails and entries of the log of many acts are written by few statements, as ever."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from pbplatform.audit import services as audit
from pbplatform.audit.models import LogPending
from pbplatform.core.actor import SYSTEM
from pbplatform.core.facts import NewsFact, tell_fact
from pbplatform.core.outbox import OutboxRow, announce
from pbplatform.core.written_together import written_together
from pbplatform.places.kinds import PlaceLog

NOW = datetime(2027, 3, 10, 10, 0, tzinfo=UTC)


def _act(session: Session, number: int) -> None:
    tell_fact(session, "points:noted", about=f"forums/a/points/{number}", title="A", now=NOW)
    announce(session, "responses:answered", now=NOW, to=f"{number}@example.org", number=number)
    about = f"teams/{number}"
    audit.record(session, PlaceLog.TEAM_ADDED, actor=SYSTEM, subject=about, now=NOW, name="Parks")


def _told(session: Session) -> tuple[set[str], set[str], int, set[str]]:
    facts = list(session.scalars(select(NewsFact)))
    mails = list(session.scalars(select(OutboxRow)))
    assert {(row.attempts, row.lane, row.gave_up) for row in mails} <= {(0, 1, False)}
    return (
        {row.about for row in facts},
        {str(row.payload["to"]) for row in mails},
        len(session.scalars(select(LogPending)).all()),
        {row.root for row in facts},
    )


def test_what_many_acts_tell_is_what_each_tells_alone(session: Session) -> None:
    with written_together(session):
        for number in range(20):
            _act(session, number)
    together = _told(session)
    session.rollback()
    for number in range(20):
        _act(session, number)
    assert together == _told(session)
    assert len(together[0]) == len(together[1]) == together[2] == 20
    assert together[3] == {"forums/a"}


def test_one_statement_for_each_table_whatever_the_number_of_acts(session: Session) -> None:
    sent: list[str] = []
    engine = session.get_bind()
    event.listen(engine, "before_cursor_execute", lambda *given: sent.append(given[2]))
    with written_together(session), written_together(session):
        for number in range(20):
            _act(session, number)
    inserts = [each.split("(")[0] for each in sent if each.startswith("INSERT")]
    tables = ("news_fact", "outbox", "log_pending")
    assert [sum(name in each for each in inserts) for name in tables] == [1, 1, 1]
    assert sum("FROM log" in each for each in sent) == 1


def test_nothing_is_written_of_acts_that_fail(session: Session) -> None:
    def act_and_fail() -> None:
        with written_together(session):
            _act(session, 1)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        act_and_fail()
    assert _told(session) == (set(), set(), 0, set())
    _act(session, 2)  # and the session writes at once again
    assert _told(session)[2] == 1
