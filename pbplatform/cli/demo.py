"""`pbplatform demo`: the demonstration place on its own clock (ruling 40)."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import NoReturn

import click
from flask import Flask
from tqdm import tqdm

from config import Settings, SettingsError, instance_dir
from pbplatform import create_app
from pbplatform.cli.database import upgrade
from pbplatform.cli.installation import (
    close_to_others,
    environment,
    make_key_dir,
    prepare_folders,
    settings,
)
from pbplatform.cli.serving import serve
from pbplatform.core.db import db
from pbplatform.core.engines import sqlite_path
from pbplatform.core.transaction import transaction
from pbplatform.demo import seed as seeding
from pbplatform.demo.clock import has_begun, start_clock, stop_clock
from pbplatform.demo.restart import forget_marks, keep_pristine, kept_morning

TOWN = "town"


def demo_environment(environ: Mapping[str, str], size: str = TOWN) -> dict[str, str]:
    """The environment of the demonstration: its own database, keys and files, never a real one.

    A city has others than the town, so that nobody loses the one by making the other.
    """
    name = "demo" if size == TOWN else f"demo-{size}"
    folder = instance_dir(environ) / name
    kept = {name: environ[name] for name in environ if name not in _REAL_PLACE}
    return {
        **kept,
        "PBPLATFORM_MODE": "demo",
        "PBPLATFORM_ROW_CLOCK": "1",
        "INSTANCE_DIR": str(folder),
        "DEMO_SIZE": size,
        "DATABASE_URL": environ.get("DEMO_DATABASE_URL", _sqlite(folder.parent / f"{name}.db")),
    }


_REAL_PLACE = (
    *("DATABASE_URL", "DATABASE_DIRECT_URL", "SECRET_KEY", "SECRET_KEY_PREVIOUS"),
    *("KEY_DIR", "FILES_DIR", "MAIL_HOST", "MAIL_FROM", "MAIL_USER", "MAIL_PASSWORD"),
)


def _sqlite(path: Path) -> str:
    return f"sqlite:///{path}"


@click.command()
@click.option(
    "--size",
    type=click.Choice(list(seeding.SIZES)),
    help="town: the place of the story. city: all that a city has, to measure on; takes minutes. "
    "When not given, DEMO_SIZE, else town.",
)
def demo(size: str | None) -> None:
    """Show the demonstration place; what people do there is kept in instance/.

    A place whose making was interrupted is made anew.
    """
    given = environment()
    environ = demo_environment(given, size or given.get("DEMO_SIZE", TOWN))
    prepare_folders(environ)
    found = settings(environ)
    make_key_dir(found)
    upgrade(found.database_direct_url)
    close_to_others(found)
    app = create_app(found)
    try:
        make_ready(app, found)
    except KeyboardInterrupt as stopped:
        raise click.ClickException(_how_to_begin_anew(found)) from stopped
    try:
        serve(found, environ)
    finally:
        with app.app_context(), transaction() as session:
            stop_clock(session)
        _release(app)


def _how_to_begin_anew(found: Settings) -> str:
    """One sentence for whoever stopped the making of the place."""
    if sqlite_path(found.database_url) is None:
        return "stopped; empty the database of DEMO_DATABASE_URL, then start it again"
    return "stopped; start it again, and the whole place is made anew"


def make_ready(app: Flask, found: Settings) -> None:
    """Make the place when there is none yet, or only half of one, and let its time run.

    Raises:
        SettingsError: a PostgreSQL database holds half a place, which only its owner may empty; or
            the database holds a place of another size.
    """
    if kept := kept_morning(app):
        upgrade(_sqlite(kept))  # an older version made it
    if seeding.is_seeded(app) and not _has_begun(app):
        click.echo("The making of the demonstration place was cut off; starting anew.")
        _release(app)
        _remove_half(found)
    if not seeding.is_seeded(app):
        click.echo("Making the demonstration place. This happens once.")
        with tqdm(desc="Hackford", unit="step", smoothing=0.05) as bar:
            seeding.seed(app, lambda done, whole: _tell(bar, done, whole))
        forget_marks(app)
        _release(app)
        keep_pristine(app)
    _require_size(app, found)
    with app.app_context(), transaction() as session:
        start_clock(session, first=seeding.FIRST_START)
    _release(app)


def _require_size(app: Flask, found: Settings) -> None:
    with app.app_context():
        there = seeding.size_of(db.session())
    if there != found.demo_size:
        _release(app)
        raise SettingsError(
            f"the database holds a {there}, not a {found.demo_size}; name another one"
        )


def _has_begun(app: Flask) -> bool:
    with app.app_context():
        return has_begun(db.session())


def _remove_half(found: Settings) -> None:
    path = sqlite_path(found.database_url)
    if path is None:
        raise SettingsError(
            "DEMO_DATABASE_URL holds a demonstration that was only half made; empty that database"
        )
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
    upgrade(found.database_direct_url)


def _tell(bar: tqdm[NoReturn], done: int, whole: int) -> None:
    bar.total = whole
    bar.update(done - bar.n)


def _release(app: Flask) -> None:
    """Give the connections back before other processes take over."""
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
