"""What an export of closed votes has in it. Source: docs/rules/trustees.md section 4."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Iterator
from itertools import islice

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pbplatform.audit import queries as log
from pbplatform.audit.domain.bundle import Part
from pbplatform.audit.domain.notes import LogKey
from pbplatform.audit.queries.bundled import Told, tell_nobody
from pbplatform.audit.queries.trees import newest_checkpoint
from pbplatform.results.domain import export as names
from pbplatform.results.queries.bundle import AMENDS
from pbplatform.rounds.models import Round, RoundDefinition
from pbplatform.voting.models import SeparatedEnvelope
from pbplatform.voting.queries.box import held_by
from pbplatform.voting.services.open_urn import sealed_envelopes

_BLOCK = 1000


def export_lines(session: Session, round_: Round) -> int:
    """How many lines an export has, for a bar that shows how far it is."""
    held = select(func.count()).where(SeparatedEnvelope.round_id == round_.id)
    return (session.scalar(held) or 0) + log.size(session, log=round_.path)


def export_parts(session: Session, round_: Round, told: Told = tell_nobody) -> Iterator[Part]:
    """Every file of an export by its name, in blocks, in a fixed order.

    Args:
        told: called with the number of lines that were written since it was called last.
    """
    size = log.size(session, log=round_.path)
    frozen = session.get_one(RoundDefinition, round_.id)
    body = bytes(frozen.body)
    held = held_by(session, round_.id, separated=True)

    def lines(found: Iterable[bytes], *, tells: bool = True) -> Iterator[bytes]:
        rest = iter(found)
        while block := list(islice(rest, _BLOCK)):
            if tells:
                told(len(block))
            yield b"".join(line + b"\n" for line in block)

    def entries() -> Iterator[bytes]:
        return islice(log.bodies(session, log=round_.path), size)

    yield (
        names.HEADER,
        [
            names.header_of(
                body,
                frozen.told,
                json.loads(body).get("opening"),
                envelopes=len(held),
                envelopes_sha256=held.sha256,
            )
        ],
    )
    yield names.DEFINITION, [body]
    yield names.BALLOT_LOG, lines(entries())
    amended = (entry for entry in entries() if any(kind in entry for kind in AMENDS))
    yield names.AMENDMENTS, lines(amended, tells=False)
    sealed = newest_checkpoint(session, log=round_.path)
    if sealed is not None and sealed.size <= size:
        yield names.CHECKPOINT, [sealed.note.encode()]
        key = LogKey(sealed.checkpoint.origin, sealed.public_key)
        yield names.LOG_KEY, [f"{key.line}\n".encode()]
    votes = (base64.b64encode(one) for _digest, one in sealed_envelopes(session, round_.id))
    yield names.ENVELOPES, lines(votes)
