"""Bundles of forums for tests: true ones, forged ones, and what the program for outsiders says."""

from __future__ import annotations

import contextlib
import io
import json
from argparse import Namespace
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy.orm import Session

from pbplatform.audit import services as audit
from pbplatform.audit.domain.bundle import zipped
from pbplatform.audit.models import SITE
from pbplatform.audit.queries.marks import LogMarks
from pbplatform.audit.services.sealing import seal
from pbplatform.forums.domain.programs import VERIFIER
from pbplatform.forums.queries import forum_by_slug
from pbplatform.points.queries.bundle import forum_bundle_parts
from tests.results import bundles
from tests.results.bundles import Files, Told, listed

HOST = "forum.example"
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))


def write_forum_bundle(
    session: Session, folder: Path, *, now: datetime, slug: str = "town-forum", key: bool = True
) -> Path:
    """The bundle of a forum as it is now, all of the site log in order."""
    audit.fold(session, audit.ensure_log(session, SITE))
    if key:
        assert seal(session, SITE, marks=LogMarks(folder), host=HOST, key=KEY) is None
    session.flush()
    path = folder / f"{slug}.zip"
    forum = forum_by_slug(session, slug)
    path.write_bytes(b"".join(zipped(forum_bundle_parts(session, forum, now=now))))
    return path


def check(bundle: Path, *given: str | Path) -> Told:
    """What an outsider sees of a forum."""
    return bundles.check(bundle, *given, program=VERIFIER)


PROGRAM: Any = bundles.module_of(VERIFIER)


def judged(files: Files, *, key: str = "", pins: tuple[Path, ...] = ()) -> Told:
    """The same in this process."""
    args = Namespace(key=[key] if key else [], pin=list(map(str, pins)))
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        code = PROGRAM.Bundle(args, files).run()
    return Told(code, said.getvalue())


def changed(files: Files, name: str, change: Callable[[Any], None]) -> Files:
    """The same files, one of them changed and listed as a forger would."""
    told = json.loads(files[name])
    change(told)
    written = json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return listed({**files, name: written.encode() + b"\n"})
