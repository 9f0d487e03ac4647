"""Entries written before the log had columns to filter by are found by them; bytes stay."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DatabaseError

from pbplatform.cli.database import downgrade, upgrade
from pbplatform.core.engines import configure

BODIES = [
    json.dumps(
        {"at": "2027-03-10T23:30:00.000001Z", "kind": "idea:sent", "subject": "rounds/x/ideas/1"}
    ).encode(),
    json.dumps({"kind": "vote:envelope:cast", "h": "aa"}).encode(),
    b"no entry any more",
]


def test_old_entries_are_filed_and_stay_as_they_are(empty_database_url: str) -> None:
    upgrade(empty_database_url, "0024")
    engine = create_engine(empty_database_url)
    configure(engine)
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO log (slug) VALUES ('site')"))
        for idx, body in enumerate(BODIES):
            connection.execute(
                text("INSERT INTO log_entry (log_id, idx, key16, body) VALUES (1, :i, :k, :b)"),
                {"i": idx, "k": bytes([idx]) * 16, "b": body},
            )
    upgrade(empty_database_url)
    asked = "SELECT family, about, at, body FROM log_entry ORDER BY idx"
    with engine.connect() as connection:
        rows = connection.execute(text(asked)).all()
    assert [bytes(row.body) for row in rows] == BODIES
    assert [(row.family, row.about) for row in rows] == [
        ("idea", "rounds/x"),
        ("vote", "aa"),  # an envelope, found by its hash
        ("", ""),
    ]
    assert str(rows[0].at).startswith("2027-03-10 23:30:00.000001")
    assert rows[1].at is None
    for change in ("UPDATE log_entry SET about = 'y'", "DELETE FROM log_entry"):
        with pytest.raises(DatabaseError, match="append-only"), engine.begin() as connection:
            connection.execute(text(change))
    downgrade(empty_database_url, "0024")
    with engine.connect() as connection:
        left = connection.execute(text("SELECT body FROM log_entry ORDER BY idx")).scalars().all()
    assert [bytes(body) for body in left] == BODIES
    with pytest.raises(DatabaseError, match="append-only"), engine.begin() as connection:
        connection.execute(text("DELETE FROM log_entry"))
    engine.dispose()


def test_envelopes_that_were_filed_nowhere_are_found_by_their_hash(empty_database_url: str) -> None:
    upgrade(empty_database_url, "0077")
    engine = create_engine(empty_database_url)
    configure(engine)
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO log (slug, again) VALUES ('rounds/x', '')"))
        for idx, body in enumerate(BODIES[1:]):
            connection.execute(
                text(
                    "INSERT INTO log_entry (log_id, idx, key16, body, family, about)"
                    " VALUES (1, :i, :k, :b, 'vote', '')"
                ),
                {"i": idx, "k": bytes([idx]) * 16, "b": body},
            )
    upgrade(empty_database_url)
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT about, body FROM log_entry ORDER BY idx")).all()
    assert [row.about for row in rows] == ["aa", ""]
    assert [bytes(row.body) for row in rows] == BODIES[1:]
    with pytest.raises(DatabaseError, match="append-only"), engine.begin() as connection:
        connection.execute(text("UPDATE log_entry SET about = 'y'"))
    engine.dispose()
