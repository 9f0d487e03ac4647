"""Migrations give exactly the tables, keys and triggers of the models, up, down and up again."""

from __future__ import annotations

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, create_engine, inspect, text

from pbplatform.audit.domain import triggers
from pbplatform.cli.database import downgrade, upgrade
from pbplatform.core.engines import configure
from pbplatform.models import Base


def engine_of(url: str) -> Engine:
    engine = create_engine(url)
    configure(engine)
    return engine


def triggers_of(engine: Engine) -> set[str]:
    asked = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if engine.dialect.name == "sqlite"
        else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    )
    with engine.connect() as connection:
        return set(connection.scalars(text(asked)))


def shape(engine: Engine) -> dict[str, object]:
    """Tables with their columns, keys and indexes, as the database tells them."""
    looked = inspect(engine)
    return {
        table: (
            sorted((column["name"], column["nullable"]) for column in looked.get_columns(table)),
            looked.get_pk_constraint(table)["constrained_columns"],
            sorted(
                (tuple(key["constrained_columns"]), key["referred_table"])
                for key in looked.get_foreign_keys(table)
            ),
            sorted(tuple(found["column_names"]) for found in looked.get_unique_constraints(table)),
            sorted(str(found["name"]) for found in looked.get_check_constraints(table)),
            sorted(str(found["name"]) for found in looked.get_indexes(table)),
        )
        for table in looked.get_table_names()
        if table != "alembic_version"
    }


def test_migrations_make_what_the_models_say(empty_database_url: str) -> None:
    upgrade(empty_database_url)
    engine = engine_of(empty_database_url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
    assert triggers_of(engine) == triggers.names(engine.dialect.name)
    engine.dispose()


def test_migrated_database_has_the_shape_of_one_made_from_the_models(
    empty_database_url: str, database_url: str
) -> None:
    # Test databases come from the migrations; the other is made from the models here.
    migrated, made = engine_of(database_url), engine_of(empty_database_url)
    Base.metadata.create_all(made)
    assert shape(migrated) == shape(made)
    assert triggers_of(migrated) == triggers_of(made)
    migrated.dispose()
    made.dispose()


def test_migrations_go_down_to_nothing_and_up_again_over_data(empty_database_url: str) -> None:
    upgrade(empty_database_url)
    engine = engine_of(empty_database_url)
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO log (slug) VALUES ('site')"))
        connection.execute(text("INSERT INTO counter (scope, last) VALUES ('idea:1', 4)"))
        connection.execute(text("INSERT INTO account (name) VALUES ('Ana')"))
    before = shape(engine)
    downgrade(empty_database_url)
    assert shape(engine) == {}
    assert triggers_of(engine) == set()
    upgrade(empty_database_url)
    assert shape(engine) == before
    assert triggers_of(engine) == triggers.names(engine.dialect.name)
    engine.dispose()


def test_upgrading_twice_changes_nothing_and_keeps_data(empty_database_url: str) -> None:
    upgrade(empty_database_url)
    engine = engine_of(empty_database_url)
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO counter (scope, last) VALUES ('idea:1', 4)"))
    upgrade(empty_database_url)
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT last FROM counter")) == 4
    engine.dispose()


@pytest.mark.parametrize("revision", ["0001", "0006", "0009"])
def test_each_step_can_be_the_last_one(empty_database_url: str, revision: str) -> None:
    upgrade(empty_database_url, revision)
    upgrade(empty_database_url)
    engine = engine_of(empty_database_url)
    assert set(shape(engine)) == set(Base.metadata.tables)
    engine.dispose()
