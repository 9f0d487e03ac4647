"""What was typed wrong is corrected by a line of its own. Rules: delivery.md section 4.4."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from pbplatform.core.actor import ActorRef
from pbplatform.core.confirmation import require_same
from pbplatform.core.errors import Conflict, NotFound, required
from pbplatform.delivery import queries
from pbplatform.delivery.kinds import CORRECTABLE, DeliveryLog, News
from pbplatform.delivery.models import Project, ProjectNews
from pbplatform.delivery.policies import refuse_to_correct
from pbplatform.delivery.queries import Present
from pbplatform.delivery.services.loading import Winner, add_news, log, place_timezone, with_line
from pbplatform.delivery.services.telling import tell

DAY_CORRECTED_WITHIN = timedelta(days=7)


@dataclass(frozen=True, kw_only=True)
class Correction:
    """What a line should have said, and why it did not.

    Attributes:
        spent_minor, day: None where the line tells none, or they stay as they are.
    """

    words: str
    reason: str
    spent_minor: int | None = None
    day: date | None = None


def correct_news(
    session: Session,
    *,
    actor: ActorRef,
    round_id: int,
    number: int,
    seq: int,
    right: Correction,
    now: datetime,
    seen: str | None = None,
) -> None:
    """Correct a line of the history; the line stays as it was.

    Args:
        seen: seal of what the page showed; None does not ask.
    Raises:
        NotFound: it did not win, or there is no such line.
        NotAllowed: not an official of its team.
        Conflict: nothing to correct in such a line, nothing differs, no reason or words, or a day
            that only moves.
    """
    found, project, owner = with_line(session, round_id, number)
    if refusal := refuse_to_correct(actor, owner):
        raise refusal
    news = queries.news_of(session, round_id, number)
    line = next((each for each in news if each.seq == seq), None)
    if line is None:
        raise NotFound("project.no_such_line")
    stands = queries.present_of(line, news)
    if seen is not None:
        require_same(seen, stands.facts)
    if News(line.kind) not in CORRECTABLE:
        raise Conflict("project.line_stays")
    holds = _holding(session, line, stands, right, project, now)
    reason = required(right.reason, "text.reason_needed", "reason")
    told = {"words": holds.words, "amount_minor": holds.spent_minor, "day": holds.day}
    add_news(
        session, project, News.CORRECTED, actor=actor, now=now, corrects=seq, reason=reason, **told
    )
    _hold(session, project, line)
    facts = {"title": found.ballot.title, "line": seq, "words": holds.words, "reason": reason}
    told_money = _money(found, holds.spent_minor)
    due = {"due": holds.day.isoformat()} if holds.day else {}
    kind = DeliveryLog.PROJECT_CORRECTED
    log(session, kind, found, actor=actor, now=now, **facts, **told_money, **due)
    said = {"words": holds.words, "reason": reason}
    tell(session, "corrected", found, said, actor=actor, now=now)


def _money(found: Winner, spent_minor: int | None) -> dict[str, str | int]:
    if spent_minor is None:
        return {}
    round_ = found.round_
    return {
        "spent_minor": spent_minor,
        "currency": round_.currency_code,
        "exponent": round_.currency_exponent,
    }


def _holding(
    session: Session,
    line: ProjectNews,
    stands: Present,
    right: Correction,
    project: Project,
    now: datetime,
) -> Present:
    """What the line says from now on, if it may say so."""
    words = right.words.strip()
    if stands.words:
        words = required(words, "text.needed", "words")
    spent = stands.spent_minor if right.spent_minor is None else right.spent_minor
    if stands.spent_minor is None and right.spent_minor is not None:
        raise Conflict("project.line_tells_no_money", field="spent")
    day = right.day or stands.day
    _check_day(session, line, stands, day, project, now)
    holds = Present(words, spent, day)
    if holds == stands:
        raise Conflict("project.correct_same", field="words")
    return holds


def _check_day(
    session: Session,
    line: ProjectNews,
    stands: Present,
    day: date | None,
    project: Project,
    now: datetime,
) -> None:
    """Refuse a day that is not corrected but moves (section 4.6)."""
    if day == stands.day:
        return
    today = now.astimezone(place_timezone(session)).date()
    unmoved = project.next_due == project.next_due_first == stands.day
    is_new = now - line.at <= DAY_CORRECTED_WITHIN
    if line.kind != News.NEXT_STEP or not unmoved or not is_new or (stands.day or today) < today:
        raise Conflict("project.day_moves", field="day")
    if day is not None and day <= today:
        raise Conflict("next_step.day_ahead", field="day")


def _hold(session: Session, project: Project, line: ProjectNews) -> None:
    """What holds now, as the corrected history tells it."""
    news = queries.news_of(session, project.round_id, project.number)
    project.spent_minor = _spent(news)
    newest = next((each for each in news if each.kind == line.kind), None)
    if newest is None or newest.seq != line.seq:
        return
    stands = queries.present_of(line, news)
    if line.kind == News.NEXT_STEP:
        project.next_words = stands.words
        if project.next_due == project.next_due_first:
            project.next_due = project.next_due_first = stands.day
    elif line.kind == News.DATE and project.next_due == line.day:
        project.next_reason = stands.words


def _spent(news: Sequence[ProjectNews]) -> int:
    """Money spent in all, as the newest line that tells it says; 0 while none does."""
    for line in news:
        if line.kind in (News.STEP, News.UPDATE) and line.amount_minor is not None:
            return queries.present_of(line, news).spent_minor or 0
    return 0
