"""Bringing a database to the present tables."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, create_engine, inspect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from config import SettingsError
from pbplatform.cli.check_lists import keep_all_lists
from pbplatform.core.engines import configure, engine_options, sqlite_path
from pbplatform.points.services.keeping import ids_of_all, keep_points

MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations"


def _config(url: str) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["url"] = url
    return config


def upgrade(url: str, revision: str = "head") -> None:
    """Run the migrations that this database has not had; then mend what is kept beside rows.

    Raises:
        SettingsError: the database cannot be reached or made.
    """
    try:
        _make_folder(url)
        command.upgrade(_config(url), revision)
        if revision == "head":
            _keep(url)
    except (DBAPIError, OSError) as error:
        raise SettingsError(
            f"the database cannot be brought up to date: {reason(error)}"
        ) from error


def _keep(url: str) -> None:
    """Write what the program of today keeps beside rows, where something else is kept."""
    engine = _engine(url)
    try:
        with Session(engine) as session:
            parts = list(ids_of_all(session))
        for ids in parts:
            with Session(engine) as session, session.begin():
                keep_points(session, ids)
        keep_all_lists(engine)
    finally:
        engine.dispose()


def downgrade(url: str, revision: str = "base") -> None:
    """Undo migrations; for tests and for going back one release."""
    command.downgrade(_config(url), revision)


def has_tables(url: str) -> bool:
    """Whether the database holds our tables.

    Raises:
        SettingsError: the database cannot be reached.
    """
    path = sqlite_path(url)
    if path is not None and not path.exists():
        return False
    engine = _engine(url)
    try:
        return inspect(engine).has_table("place")
    except DBAPIError as error:
        raise SettingsError(f"the database cannot be reached: {reason(error)}") from error
    finally:
        engine.dispose()


def reason(error: Exception) -> str:
    """The first line of what a database driver or the system says, without the statement."""
    told = getattr(error, "orig", None) or error
    return str(told).strip().splitlines()[0] if str(told).strip() else type(told).__name__


def _engine(url: str) -> Engine:
    engine = create_engine(url, **engine_options(url))
    configure(engine)
    return engine


def _make_folder(url: str) -> None:
    path = sqlite_path(url)
    if path is not None:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
