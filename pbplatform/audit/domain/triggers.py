"""All triggers, defined once: re-created after every batch alter of a migration (ruling 9)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection

_SQLITE = {
    f"log_entry_no_{verb.lower()}": (
        f"CREATE TRIGGER log_entry_no_{verb.lower()} BEFORE {verb} ON log_entry "
        f"BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END"
    )
    for verb in ("UPDATE", "DELETE")
}
_POSTGRESQL_FUNCTION = """
CREATE OR REPLACE FUNCTION log_entry_refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'the log is append-only'; END $$
"""
_POSTGRESQL = {
    "log_entry_no_change": (
        "CREATE TRIGGER log_entry_no_change BEFORE UPDATE OR DELETE ON log_entry "
        "FOR EACH ROW EXECUTE FUNCTION log_entry_refuse()"
    ),
    "log_entry_no_truncate": (
        "CREATE TRIGGER log_entry_no_truncate BEFORE TRUNCATE ON log_entry "
        "FOR EACH STATEMENT EXECUTE FUNCTION log_entry_refuse()"
    ),
}


def names(dialect: str) -> set[str]:
    """The triggers a complete database has."""
    return set(_SQLITE if dialect == "sqlite" else _POSTGRESQL)


def install(connection: Connection) -> None:
    """Create every trigger that is missing."""
    if connection.dialect.name == "sqlite":
        for name, ddl in _SQLITE.items():
            connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name}")
            connection.exec_driver_sql(ddl)
        return
    connection.exec_driver_sql(_POSTGRESQL_FUNCTION)
    for name, ddl in _POSTGRESQL.items():
        connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name} ON log_entry")
        connection.exec_driver_sql(ddl)


def remove(connection: Connection) -> None:
    """Drop every trigger, before the table itself goes."""
    if connection.dialect.name == "sqlite":
        for name in _SQLITE:
            connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name}")
        return
    connection.exec_driver_sql("DROP FUNCTION IF EXISTS log_entry_refuse CASCADE")


def create_after_table(_table: object, connection: Connection, **_options: Any) -> None:
    """`after_create` hook of the entry table, so that a database made from metadata has them."""
    install(connection)
