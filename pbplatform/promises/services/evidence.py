"""Attaching evidence and taking it away again. Source: docs/rules/promises.md section 4."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from pbplatform.audit import services as audit
from pbplatform.core.actor import ActorRef
from pbplatform.core.confirmation import Facts, require_same
from pbplatform.core.errors import Conflict, required
from pbplatform.core.files import StoredFile
from pbplatform.places.models import Team
from pbplatform.promises import queries
from pbplatform.promises.kinds import EvidenceKind, Moment, PromiseLog
from pbplatform.promises.models import Evidence
from pbplatform.promises.policies import refuse_to_attach, refuse_to_take_away


@dataclass(frozen=True, kw_only=True)
class EvidenceFacts:
    """What is attached.

    Attributes:
        subject: path of the promise or project; `beside` a step or reply of it, or nothing.
        day: the day it shows.
        moment: whether a photo shows it before, during or after; empty where nobody says.
        file: SHA-256 of what was stored before; None for a visit.
    """

    subject: str
    beside: str
    kind: str
    day: date
    caption: str
    alt: str = ""
    file: bytes | None = None
    moment: str = Moment.UNSAID


def attach_evidence(
    session: Session, *, actor: ActorRef, team: Team, facts: EvidenceFacts, now: datetime
) -> Evidence:
    """Attach a photo, a document or a visit, in public.

    Raises:
        NotAllowed: not of the team.
        Conflict: no such kind, no file, a day to come, or words are missing.
    """
    if refusal := refuse_to_attach(actor, team):
        raise refusal
    caption = required(facts.caption, "evidence.caption_needed", "caption")
    alt = facts.alt.strip()
    needs_file = facts.kind != EvidenceKind.VISIT
    _refuse_odd(session, facts, alt, now)
    piece = Evidence(
        subject=facts.subject,
        beside=facts.beside,
        team_id=team.id,
        kind=facts.kind,
        day=facts.day,
        caption=caption,
        alt=alt if facts.kind == EvidenceKind.PHOTO else "",
        moment=facts.moment if facts.kind == EvidenceKind.PHOTO else Moment.UNSAID,
        file=facts.file if needs_file else None,
        by_name=actor.name,
        at=now,
    )
    session.add(piece)
    session.flush()
    audit.record(
        session,
        PromiseLog.EVIDENCE_ADDED,
        actor=actor,
        subject=facts.subject,
        now=now,
        evidence=facts.kind,
        day=facts.day.isoformat(),
        words=caption,
        **({"file_sha256": piece.file.hex()} if piece.file else {}),
    )
    return piece


def _refuse_odd(session: Session, facts: EvidenceFacts, alt: str, now: datetime) -> None:
    """Refuse what is no evidence: the first thing that is wrong with it."""
    if facts.kind not in set(EvidenceKind):
        raise Conflict("evidence.kind_needed", field="kind")
    if facts.moment not in set(Moment):
        raise Conflict("evidence.no_such_moment", field="moment")
    if facts.day > queries.calendar(session).day_of(now):
        raise Conflict("evidence.day_over", field="day")
    if facts.kind == EvidenceKind.PHOTO and not alt:
        raise Conflict("evidence.alt_needed", field="alt")
    needs_file = facts.kind != EvidenceKind.VISIT
    if needs_file and (facts.file is None or session.get(StoredFile, facts.file) is None):
        raise Conflict("evidence.file_needed", field="file")


def take_evidence_away(
    session: Session, *, actor: ActorRef, evidence_id: int, reason: str, now: datetime
) -> None:
    """Take a wrong piece away: its file goes, its line stays with the reason.

    Raises:
        NotFound: no such piece.
        NotAllowed: neither its team nor a facilitator of the place.
        Conflict: it is away already, or no reason.
    """
    piece, team = queries.attached_to(session, evidence_id)
    if refusal := refuse_to_take_away(actor, team, is_away=piece.taken_away_at is not None):
        raise refusal
    piece.taken_away_reason = required(reason, "text.reason_needed", "reason")
    piece.taken_away_at, piece.taken_away_by = now, actor.name
    piece.file = None
    session.flush()
    audit.record(
        session,
        PromiseLog.EVIDENCE_TAKEN_AWAY,
        actor=actor,
        subject=piece.subject,
        now=now,
        evidence=piece.kind,
        day=piece.day.isoformat(),
        reason=piece.taken_away_reason,
    )


def facts_of_evidence(piece: Evidence) -> Facts:
    """The piece as the page shows it that takes it away."""
    return {
        "kind": piece.kind,
        "day": piece.day.isoformat(),
        "caption": piece.caption,
        "away": piece.taken_away_at is not None,
    }


def require_same_evidence(session: Session, *, evidence_id: int, seen: str) -> None:
    """Go on only when the piece is what the page showed; its row stays locked.

    Raises:
        ChangedMeanwhile: it is not, or the page carried nothing.
    """
    piece, _team = queries.attached_to(session, evidence_id)
    require_same(seen, facts_of_evidence(piece))
