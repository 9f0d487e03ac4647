"""Exports of closed votes for tests, true and forged, and what reopen.py says of them."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

from mnemonic import Mnemonic
from sqlalchemy.orm import Session

from pbplatform.audit.domain.bundle import zipped
from pbplatform.results.queries.export import export_parts
from pbplatform.rounds import queries as rounds
from pbplatform.voting.domain.programs import REOPENER
from tests.results.bundles import Files, Told, files_of, listed, module_of

WORDS = ("\n".join(Mnemonic("english").wordlist) + "\n").encode()


PROGRAM: Any = module_of(REOPENER)


def write_export(session: Session, slug: str, folder: Path) -> Path:
    """The closed votes of a separated box, as trustees and auditors get them."""
    path = folder / f"{slug}-export.zip"
    parts = export_parts(session, rounds.round_by_slug(session, slug))
    path.write_bytes(b"".join(zipped(parts)))
    return path


def forged(export: Path, changed: Files, *, sums: bool = True) -> Path:
    """Another export with these files changed.

    Args:
        sums: its list of hashes fits the changed files, as a forger would make it.
    """
    files = {**files_of(export), **changed}
    path = export.with_name("forged.zip")
    with zipfile.ZipFile(path, "w") as packed:
        for name, body in (listed(files) if sums else files).items():
            packed.writestr(name, body)
    return path


def reopen(export: Path, *given: str | Path, typed: str = "") -> Told:
    """What an auditor sees: Python and `cryptography`, nothing of ours on the path."""
    command = [sys.executable, "-E", "-s", str(REOPENER), str(export), *map(str, given)]
    done = subprocess.run(
        command, capture_output=True, text=True, cwd=export.parent, check=False, input=typed
    )
    return Told(done.returncode, done.stdout + done.stderr)
