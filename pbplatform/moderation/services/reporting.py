"""Anybody says that a public text must go. Source: docs/rules/moderation.md sections 1 and 2."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, literal_column, select, union
from sqlalchemy.orm import Session

from pbplatform.audit import services as audit
from pbplatform.core.actor import ActorRef
from pbplatform.core.errors import Conflict
from pbplatform.core.secrets import new_token, token_hash
from pbplatform.core.text import tidy_line, tidy_text
from pbplatform.core.texts import FoundText, kind_of
from pbplatform.moderation.kinds import (
    ADDRESS_DAYS,
    LONGEST_WORDS,
    LOOK_DAYS,
    URGENT,
    URGENT_DAYS,
    WORDS_DAYS,
    ModerationLog,
    Rule,
)
from pbplatform.moderation.models import TextCase, TextDecision, TextReport
from pbplatform.moderation.queries import open_case
from pbplatform.moderation.services.locking import locked_text
from pbplatform.places import queries as places

# Whoever reports acts in no role, and nobody is told who it was.
SOMEBODY = ActorRef(kind="reader", key="", role="resident")


@dataclass(frozen=True, kw_only=True)
class Report:
    """What somebody says of a text.

    Attributes:
        rule: a `Rule`.
        words: at most 1,000 letters; needed for another reason.
        email: to be told what became of it; may be empty.
    """

    rule: str
    words: str = ""
    email: str = ""


def report_text(session: Session, *, path: str, report: Report, now: datetime) -> str:
    """Report a public text; returns the token of the private address of this report.

    Raises:
        NotFound: no such public text.
        Conflict: no reason, or words are missing or too long.
    """
    rule, words = report.rule, tidy_text(report.words)
    if rule not in set(Rule):
        raise Conflict("moderation.rule_needed", field="rule")
    if rule == Rule.OTHER and not words:
        raise Conflict("moderation.words_needed", field="words")
    if len(words) > LONGEST_WORDS:
        raise Conflict("moderation.too_long", field="words", letters=LONGEST_WORDS)
    text = locked_text(session, path)
    case = _case(session, text, rule, now)
    token = new_token()
    session.add(
        TextReport(
            case_id=case.id,
            token_hash=token_hash(token),
            rule=rule,
            words=words,
            email=tidy_line(report.email),
            sent_at=now,
        )
    )
    session.flush()
    audit.record(
        session,
        ModerationLog.TEXT_REPORTED,
        actor=SOMEBODY,
        subject=text.in_log,
        now=now,
        ground=str(rule),
        look_by=case.look_by.isoformat(),
    )
    return token


def _case(session: Session, text: FoundText, rule: str, now: datetime) -> TextCase:
    """What waits about this text, perhaps by an earlier day than before; made when nothing does."""
    look_by = _look_by(session, rule, now)
    case = open_case(session, text.path)
    if case is not None:
        case.look_by = min(case.look_by, look_by)
        return case
    case = TextCase(
        path=text.path,
        kind=kind_of(text.path),
        named=text.number,
        scope=text.scope,
        opened_at=now,
        look_by=look_by,
    )
    session.add(case)
    session.flush()
    return case


def _look_by(session: Session, rule: str, now: datetime) -> date:
    days = places.working_days(session)
    return days.after(days.day_of(now), URGENT_DAYS if rule in URGENT else LOOK_DAYS)


def forget_reporters(session: Session, *, now: datetime) -> int:
    """Empty addresses and words whose time is over; returns in how many reports.

    Source: docs/rules/moderation.md sections 1.3 and 6.2.
    """
    # A report comes before its decision: what is newer than the time is not read. Each half has an
    # index of its own, of reports that are not empty yet.
    nothing: ColumnElement[str] = literal_column("''")
    address_sent = TextReport.sent_at <= now - timedelta(days=ADDRESS_DAYS)
    words_sent = TextReport.sent_at <= now - timedelta(days=WORDS_DAYS)
    full = union(
        select(TextReport.id).where(TextReport.email != nothing, address_sent),
        select(TextReport.id).where(TextReport.words != nothing, words_sent),
    )
    query = (
        select(TextReport, TextDecision)
        .join(TextCase, TextCase.id == TextReport.case_id)
        .join(TextDecision, TextDecision.number == TextCase.decision)
        .where(TextDecision.decided_at <= now - timedelta(days=ADDRESS_DAYS))
        .where(TextReport.id.in_(full))
    )
    changed = 0
    for report, decision in session.execute(query):
        over = decision.decided_at <= now - timedelta(days=WORDS_DAYS)
        changed += bool(report.email) or (over and bool(report.words))
        report.email = ""
        if over:
            report.words = ""
    session.flush()
    return changed
