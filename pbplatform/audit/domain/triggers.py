"""All triggers, defined once: re-created after every batch alter of a migration (ruling 9)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, inspect

# Their rows are never changed and never deleted.
TABLES = ("log_entry", "log_tile", "log_checkpoint", "log_cosignature")
_POSTGRESQL_FUNCTION = """
CREATE OR REPLACE FUNCTION log_entry_refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'the log is append-only'; END $$
"""


def _sqlite(table: str) -> dict[str, str]:
    return {
        f"{table}_no_{verb.lower()}": (
            f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END"
        )
        for verb in ("UPDATE", "DELETE")
    }


def _postgresql(table: str) -> dict[str, str]:
    return {
        f"{table}_no_change": (
            f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION log_entry_refuse()"
        ),
        f"{table}_no_truncate": (
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION log_entry_refuse()"
        ),
    }


def _of(dialect: str, table: str) -> dict[str, str]:
    return _sqlite(table) if dialect == "sqlite" else _postgresql(table)


def names(dialect: str) -> set[str]:
    """The triggers a complete database has."""
    return {name for table in TABLES for name in _of(dialect, table)}


def install(connection: Connection, *tables: str) -> None:
    """Create every trigger that is missing, on those of the tables that are there by now."""
    dialect = connection.dialect.name
    there = set(tables) or set(TABLES) & set(inspect(connection).get_table_names())
    if dialect != "sqlite":
        connection.exec_driver_sql(_POSTGRESQL_FUNCTION)
    for table in sorted(there):
        remove_from(connection, table)
        for ddl in _of(dialect, table).values():
            connection.exec_driver_sql(ddl)


def remove_from(connection: Connection, table: str) -> None:
    """Drop the triggers of one table."""
    dialect = connection.dialect.name
    for name in _of(dialect, table):
        on = "" if dialect == "sqlite" else f" ON {table}"
        connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name}{on}")


def remove(connection: Connection) -> None:
    """Drop every trigger, before the tables themselves go."""
    if connection.dialect.name == "sqlite":
        for table in TABLES:
            remove_from(connection, table)
        return
    connection.exec_driver_sql("DROP FUNCTION IF EXISTS log_entry_refuse CASCADE")


def create_after_table(table: Any, connection: Connection, **_options: Any) -> None:
    """`after_create` hook of these tables, so that a database made from metadata has them."""
    install(connection, table.name)
