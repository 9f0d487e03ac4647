"""The usual design, as a control: one table of who voted when, another of votes without a name.

Nothing in either refers to the other, and both are written in one transaction. The attack that
finds nothing in our box has to find everybody here.
"""

from __future__ import annotations

from sqlalchemy import text

from pbplatform.core.db import db
from pbplatform.core.transaction import transaction
from tests.paper.counting_day import Line
from tests.secrecy.voting_day import Day, Leak

TABLES = ("twin_roll", "twin_ballot")


def usual_design(day: Day) -> Leak:
    """Makes the two tables; what it returns writes into them beside each vote."""
    with day.app.app_context():
        postgresql = db.engine.dialect.name == "postgresql"
        number = "BIGSERIAL PRIMARY KEY" if postgresql else "INTEGER PRIMARY KEY"
        with transaction() as session:
            session.execute(
                text("CREATE TABLE twin_roll (voter_no INTEGER PRIMARY KEY, voted_at TIMESTAMP)")
            )
            session.execute(
                text(f"CREATE TABLE twin_ballot (id {number}, tracker TEXT, choices TEXT)")
            )
        db.session.remove()
    earlier: dict[int, str] = {}

    def leak(voter: int, tracker: str, line: Line) -> None:
        told = {"voter": voter, "tracker": tracker, "old": earlier.get(voter, "")}
        told |= {"at": day.clock.at.isoformat(), "choices": ",".join(map(str, line))}
        with day.app.app_context():
            with transaction() as session:
                for statement in (
                    "DELETE FROM twin_roll WHERE voter_no = :voter",
                    "DELETE FROM twin_ballot WHERE tracker = :old",
                    "INSERT INTO twin_roll (voter_no, voted_at) VALUES (:voter, :at)",
                    "INSERT INTO twin_ballot (tracker, choices) VALUES (:tracker, :choices)",
                ):
                    session.execute(text(statement), told)
            db.session.remove()
        earlier[voter] = tracker

    return leak


def drop() -> None:
    """Take the two tables away; call in an application context."""
    with transaction() as session:
        for table in TABLES:
            session.execute(text(f"DROP TABLE IF EXISTS {table}"))
