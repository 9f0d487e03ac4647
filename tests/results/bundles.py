"""Bundles for tests, and what the program for outsiders says of them."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from pbplatform.audit import services as audit
from pbplatform.audit.models import SITE
from pbplatform.results.domain.bundle import zipped
from pbplatform.results.queries.bundle import bundle_parts
from pbplatform.rounds import queries as rounds
from pbplatform.voting.domain.programs import VERIFIER


@dataclass(frozen=True)
class Told:
    """How the program ended, and what it printed."""

    code: int
    text: str

    @property
    def wrong(self) -> list[str]:
        return [line for line in self.text.splitlines() if line.startswith("WRONG  ")]


def write_bundle(session: Session, slug: str, folder: Path) -> Path:
    """The bundle of a round as it is now, all of the site log in order."""
    audit.fold(session, audit.ensure_log(session, SITE))
    session.commit()
    path = folder / f"{slug}.zip"
    path.write_bytes(b"".join(zipped(bundle_parts(session, rounds.round_by_slug(session, slug)))))
    return path


def check(bundle: Path, *given: str | Path) -> Told:
    """What an outsider sees: Python alone, nothing of ours on its path."""
    command = [sys.executable, "-I", str(VERIFIER), str(bundle), *map(str, given)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=bundle.parent, check=False)
    return Told(done.returncode, done.stdout + done.stderr)
