"""On PostgreSQL the program can run as a role that may only add to the log. docs/deploy.md"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, make_url, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from pbplatform.audit.domain.tree import Head
from pbplatform.audit.queries.trees import head_of
from tests.audit.growing import add, leaves_of
from tests.databases import PostgresqlDatabases, SqliteDatabases

pytestmark = [pytest.mark.database, pytest.mark.only_on("postgresql")]

_ROOT = Path(__file__).resolve().parents[2]


def documented_statements() -> list[str]:
    """What docs/deploy.md tells the owner of the database to do."""
    told = (_ROOT / "docs" / "deploy.md").read_text()
    block = re.search(r"```sql\n(.*?pbplatform_log.*?)```", told, re.DOTALL)
    assert block is not None
    # A statement ends with its line; inside `$$` it goes on.
    parts = re.split(r";\n(?=[A-Z]|$)(?!END)", block[1])
    return [part.strip() for part in parts if part.strip()]


@contextmanager
def ending(engine: Engine) -> Iterator[None]:
    """Give its connections back, also after a failure."""
    try:
        yield
    finally:
        engine.dispose()


@pytest.fixture
def as_the_program(
    databases: PostgresqlDatabases | SqliteDatabases, database_url: str
) -> Iterator[Session]:
    """The session of the role that the documents make; all is undone with its transaction."""
    if not isinstance(databases, PostgresqlDatabases) or databases._superuser is None:
        pytest.skip("only the superuser of a server of our own makes roles")
    url = databases._superuser.set(database=make_url(database_url).database)
    engine = create_engine(url)
    with ending(engine), Session(engine) as session:
        for statement in documented_statements():
            session.execute(text(statement))
        session.execute(text("SET LOCAL ROLE pbplatform_app"))
        yield session
        session.rollback()


def test_the_program_adds_to_the_log_as_that_role(as_the_program: Session) -> None:
    log_id = add(as_the_program, 300)
    assert head_of(as_the_program, log_id) == Head().grown(leaves_of(as_the_program, log_id))


@pytest.mark.parametrize("table", ["log_entry", "log_tile", "log_checkpoint", "log_cosignature"])
@pytest.mark.parametrize(
    "act",
    [
        "UPDATE {} SET log_id = log_id",
        "DELETE FROM {}",
        "TRUNCATE {}",
        "ALTER TABLE {} DISABLE TRIGGER ALL",
        "DROP TABLE {} CASCADE",
    ],
)
def test_that_role_cannot_change_the_log_nor_take_its_guards_away(
    as_the_program: Session, table: str, act: str
) -> None:
    with pytest.raises(DatabaseError, match=r"permission denied|must be owner"):
        as_the_program.execute(text(act.format(table)))
