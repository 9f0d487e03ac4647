"""Which programs the log named when a vote was sealed. Source: docs/rules/audit.md section 10."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from pbplatform.audit.queries import first_of_kind
from pbplatform.rounds.models import Round
from pbplatform.voting.kinds import VoteLog


@dataclass(frozen=True)
class NamedPrograms:
    """Hashes as an entry of the site log has them.

    Attributes:
        entry: its number.
        sealing, reopener: empty where the entry names none.
    """

    entry: int
    verifier: str
    sealing: str
    reopener: str


def named_programs(session: Session, round_: Round) -> NamedPrograms | None:
    """What the log named at the freeze; None where it was before there was such an entry."""
    entry = first_of_kind(session, about=round_.path, kind=VoteLog.PROGRAMS_NAMED)
    if entry is None:
        return None
    data = entry.told["data"]
    return NamedPrograms(
        entry.idx,
        data["verifier_sha256"],
        data.get("sealing_sha256", ""),
        data.get("reopener_sha256", ""),
    )
