"""What a voter keeps: the receipt as its page gives it, with promise and checkpoints.

The voter wrote tracker and choices under it. Source: docs/rules/voting.md section 16.
"""

from __future__ import annotations

from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.audit.domain.notes import LogKey, signed_text
from pbplatform.audit.models import SITE
from pbplatform.audit.queries.trees import newest_checkpoint
from pbplatform.audit.services.promise_keys import certify
from pbplatform.audit.services.sealing import promise_name
from pbplatform.core.secrets import group_code
from pbplatform.rounds.models import RoundDefinition
from pbplatform.voting.domain.receipt_file import CastPromise, NewReceipt, due, read_receipt
from tests.results.bundles import HOST
from tests.voting.elections import Election

PROMISE_KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(2, 34)))


def name_key(session: Session, *, now: datetime) -> None:
    """The log names the key that signs promises, as the worker has it named."""
    public = PROMISE_KEY.public_key().public_bytes_raw()
    certify(session, LogKey(promise_name(HOST), public), now=now)


def receipt_of(
    session: Session,
    election: Election,
    envelope: bytes,
    *,
    at: datetime,
    tracker: str,
    choices: tuple[int, ...],
) -> str:
    """The file that somebody keeps of a vote of this instant.

    Args:
        envelope: the hash of the closed vote.
    """
    own = RoundDefinition.round_id == election.round_id
    definition = bytes(session.scalars(select(RoundDefinition.sha256).where(own)).one())
    promise = CastPromise(promise_name(HOST), election.slug, definition, envelope, due(at))
    note = signed_text(promise.text, PROMISE_KEY, name=promise.name)
    seen = [newest_checkpoint(session, log=log) for log in (f"rounds/{election.slug}", SITE)]
    box, site = (one.note if one else "" for one in seen)
    receipt = NewReceipt(HOST, election.slug, envelope, promise.by, note, box, site)
    wrote = ", ".join(map(str, sorted(choices)))  # as the page lists them
    return f"{receipt.text}\nTracker: {group_code(tracker)}\nChoices: {wrote}\n"


def site_point(receipt: str) -> str:
    """The checkpoint of the site log in a receipt; empty where it has none."""
    points = read_receipt(receipt).points
    return next((note for note, point in points if point.origin.endswith(f"/log/{SITE}")), "")
