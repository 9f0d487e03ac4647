"""A log that grows and is signed, as most tests of its files need it."""

from __future__ import annotations

from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy.orm import Session

from pbplatform.audit import services
from pbplatform.audit.domain.notes import LogKey
from pbplatform.audit.models import SITE
from pbplatform.audit.queries.marks import LogMarks
from pbplatform.audit.queries.trees import newest_checkpoint
from pbplatform.audit.services.sealing import seal
from pbplatform.core.actor import SYSTEM
from pbplatform.places.kinds import PlaceLog
from tests.conftest import NOON

HOST = "budget.example"
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))


def signed(session: Session, folder: Path, slug: str = SITE) -> None:
    found = seal(session, slug, marks=LogMarks(folder), host=HOST, key=KEY)
    assert found is None
    session.commit()


def happen(session: Session, many: int) -> None:
    """So many entries of the site log, in order."""
    log_id = services.ensure_log(session, SITE)
    start = services.next_index(session, log_id)
    for number in range(start, start + many):
        subject = f"rounds/x/{number}"
        services.record(session, PlaceLog.PLACE_CHANGED, actor=SYSTEM, subject=subject, now=NOON)
    services.fold(session, log_id)


def key_of(session: Session, slug: str = SITE) -> str:
    newest = newest_checkpoint(session, log=slug)
    assert newest is not None
    return LogKey(f"{HOST}/log/{slug}", newest.public_key).line
