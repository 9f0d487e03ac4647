"""A shell to give commands in."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner, Result
from sqlalchemy import create_engine, text

from pbplatform.cli.main import main


class Console:
    """An operator's shell with its own instance folder."""

    def __init__(self, folder: Path) -> None:
        self.environ: dict[str, str | None] = {
            "INSTANCE_DIR": str(folder),
            "SECRET_KEY": None,
            "DATABASE_URL": None,
            "PORT": None,
        }
        self.folder = folder

    def run(self, *words: str, **environ: str) -> Result:
        return CliRunner().invoke(main, list(words), env={**self.environ, **environ})

    def ask(self, question: str) -> list[tuple[object, ...]]:
        engine = create_engine(f"sqlite:///{self.folder / 'pbplatform.db'}")
        with engine.connect() as connection:
            found = [tuple(row) for row in connection.execute(text(question))]
        engine.dispose()
        return found
