"""Bundles for tests: true ones, forged ones, and what the program for outsiders says of them."""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import io
import json
import subprocess
import sys
import zipfile
from argparse import Namespace
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy.orm import Session

from pbplatform.audit import services as audit
from pbplatform.audit.domain.bundle import SUMS, zipped
from pbplatform.audit.models import SITE
from pbplatform.audit.queries.marks import LogMarks
from pbplatform.audit.services.sealing import seal
from pbplatform.results.queries.bundle import bundle_parts
from pbplatform.rounds import queries as rounds
from pbplatform.voting.domain.programs import VERIFIER

HOST = "budget.example"
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
Files = dict[str, bytes]
SITE_FILE = "site.jsonl"


@dataclass(frozen=True)
class Told:
    """How the program ended, and what it printed."""

    code: int
    text: str

    @property
    def wrong(self) -> list[str]:
        return [line for line in self.text.splitlines() if line.startswith("WRONG  ")]


def write_bundle(session: Session, slug: str, folder: Path, *, key: bool = False) -> Path:
    """The bundle of a round as it is now, all of the site log in order.

    Args:
        key: both logs are signed first.
    """
    audit.fold(session, audit.ensure_log(session, SITE))
    if key:
        for log in (SITE, f"rounds/{slug}"):
            assert seal(session, log, marks=LogMarks(folder), host=HOST, key=KEY) is None
    session.commit()
    path = folder / f"{slug}.zip"
    path.write_bytes(b"".join(zipped(bundle_parts(session, rounds.round_by_slug(session, slug)))))
    return path


def check(bundle: Path, *given: str | Path, program: Path = VERIFIER) -> Told:
    """What an outsider sees: Python alone, nothing of ours on its path."""
    command = [sys.executable, "-I", str(program), str(bundle), *map(str, given)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=bundle.parent, check=False)
    return Told(done.returncode, done.stdout + done.stderr)


def module_of(program: Path) -> ModuleType:
    """A program for outsiders as a module, so that thousands of bundles are tried fast."""
    spec = importlib.util.spec_from_file_location(f"{program.stem}_of_tests", program)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


PROGRAM: Any = module_of(VERIFIER)


def judged(
    files: Files,
    *,
    key: str = "",
    pins: tuple[Path, ...] = (),
    receipts: tuple[Path, ...] = (),
    witness: str = "",
    relist: bool = False,
) -> Told:
    """The same in this process, where thousands of forged bundles are tried.

    Args:
        relist: the list of hashes is made again first.
    """
    args = Namespace(
        key=[key] if key else [],
        pin=list(map(str, pins)),
        receipt=list(map(str, receipts)),
        witness=[witness] if witness else [],
    )
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        bundle = PROGRAM.Bundle(listed(files) if relist else files)
        PROGRAM.check(bundle, args)
    return Told(bundle.code, said.getvalue())


def files_of(bundle: Path) -> Files:
    with zipfile.ZipFile(bundle) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def listed(files: Files) -> Files:
    """The same files with a list of hashes that fits them, as a forger would make it."""
    sums = [f"{hashlib.sha256(files[n]).hexdigest()}  {n}\n" for n in sorted(files) if n != SUMS]
    return {**files, SUMS: "".join(sums).encode()}


def entries_in(files: Files, name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in files[name].splitlines()]


def lines_of(entries: list[dict[str, Any]]) -> bytes:
    """Entries as a log has them."""
    written = (
        json.dumps(one, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        for one in entries
    )
    return "".join(f"{line}\n" for line in written).encode()
