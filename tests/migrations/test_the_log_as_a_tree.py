"""Logs that were there before there was a tree are taken into one, byte for byte."""

from __future__ import annotations

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from pbplatform.audit.domain.tree import Head, leaf_hash
from pbplatform.audit.queries.marks import Mark, look
from pbplatform.audit.queries.trees import head_of, tree_of
from pbplatform.cli.database import downgrade, upgrade
from pbplatform.core.engines import configure

# None, some, a full tile, and more than one full tile of tiles would take.
LOGS = {"site": 700, "rounds/empty": 0, "rounds/full": 256, "rounds/large": 256 * 256 + 3}


def test_logs_from_before_are_taken_into_trees(empty_database_url: str) -> None:
    upgrade(empty_database_url, "0069")
    engine = create_engine(empty_database_url)
    configure(engine)
    bodies = {slug: [b'{"n":%d}' % idx for idx in range(many)] for slug, many in LOGS.items()}
    with engine.begin() as connection:
        for log_id, (slug, told) in enumerate(bodies.items(), 1):
            connection.execute(
                text("INSERT INTO log (id, slug) VALUES (:i, :s)"), {"i": log_id, "s": slug}
            )
            rows = [
                {"log": log_id, "i": idx, "k": idx.to_bytes(16), "b": body}
                for idx, body in enumerate(told)
            ]
            if rows:
                connection.execute(
                    text(
                        "INSERT INTO log_entry (log_id, idx, key16, body) VALUES (:log, :i, :k, :b)"
                    ),
                    rows,
                )
    upgrade(empty_database_url)
    with Session(engine) as session:
        for log_id, (slug, told) in enumerate(bodies.items(), 1):
            wanted = Head().grown(leaf_hash(body) for body in told)
            assert head_of(session, log_id) == wanted
            assert tree_of(session, log_id).root() == wanted.root
            assert look(session, slug, Mark())[1] is None
    for act in ("DELETE FROM log_tile", "DELETE FROM log_entry"):
        with pytest.raises(DatabaseError, match="append-only"), engine.begin() as connection:
            connection.execute(text(act))
    downgrade(empty_database_url, "0069")
    with engine.connect() as connection:
        left = connection.execute(text("SELECT count(*) FROM log_entry")).scalar_one()
    assert left == sum(LOGS.values())
    upgrade(empty_database_url)
    with Session(engine) as session:
        assert look(session, "rounds/large", Mark())[1] is None
    engine.dispose()
