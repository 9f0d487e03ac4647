"""Exports of closed votes for tests, true and forged, and what reopen.py says of them."""

from __future__ import annotations

import base64
import importlib.util
import subprocess
import sys
import zipfile
from pathlib import Path
from types import ModuleType
from typing import Any

from mnemonic import Mnemonic
from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.audit import queries as log
from pbplatform.audit.domain.bundle import zipped
from pbplatform.core.canonical import canonical_json
from pbplatform.rounds.models import Round, RoundDefinition
from pbplatform.voting.domain.programs import REOPENER
from pbplatform.voting.models import SeparatedEnvelope
from tests.results.bundles import Files, Told, files_of, listed

WORDS = ("\n".join(Mnemonic("english").wordlist) + "\n").encode()


def _module() -> ModuleType:
    spec = importlib.util.spec_from_file_location("reopen_of_tests", REOPENER)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


PROGRAM: Any = _module()


def write_export(session: Session, slug: str, folder: Path) -> Path:
    """The closed votes of a separated box, by docs/rules/trustees.md section 4."""
    round_ = session.scalars(select(Round).where(Round.slug == slug)).one()
    frozen = session.get_one(RoundDefinition, round_.id)
    held = select(SeparatedEnvelope.envelope).where(SeparatedEnvelope.round_id == round_.id)
    ordered = session.scalars(held.order_by(SeparatedEnvelope.env_hash))
    parts = [
        ("header.json", [canonical_json({"round": slug, "v": 1, "what": "pbplatform-export"})]),
        ("definition.json", [bytes(frozen.body)]),
        ("ballot-log.jsonl", [body + b"\n" for body in log.bodies(session, log=round_.path)]),
        ("envelopes.txt", [base64.b64encode(bytes(one)) + b"\n" for one in ordered]),
    ]
    if frozen.told.opening is not None:
        parts.append(("words.txt", [WORDS]))
    path = folder / f"{slug}-export.zip"
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
