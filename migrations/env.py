"""Migrations run one by one in their own transaction, SQLite without foreign keys meanwhile."""

from __future__ import annotations

from alembic import context
from sqlalchemy import create_engine, pool

from pbplatform.core.engines import configure, engine_options
from pbplatform.models import Base


def run() -> None:
    url = context.config.attributes["url"]
    options = engine_options(url)
    for name in ("pool_size", "max_overflow", "pool_use_lifo"):
        options.pop(name, None)
    engine = create_engine(url, poolclass=pool.NullPool, **options)
    configure(engine)
    with engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            # A batch alter copies and drops the table; with foreign keys on, its children would go.
            connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
            connection.rollback()
            connection.connection.dbapi_connection.execute("PRAGMA foreign_keys=OFF")
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_as_batch=True,
            transaction_per_migration=True,
            compare_type=True,
        )
        with context.begin_transaction():
            context.run_migrations()
        if connection.dialect.name == "sqlite":
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
            if broken:
                raise RuntimeError(f"migration left broken references: {broken[:5]}")
    engine.dispose()


run()
