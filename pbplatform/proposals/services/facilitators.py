"""A facilitator reads ideas. Source: docs/rules/proposals.md section 2."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.orm import Session

from pbplatform.accounts.queries import email_of
from pbplatform.audit import services as audit
from pbplatform.core.actor import SYSTEM, ActorRef
from pbplatform.core.errors import Conflict
from pbplatform.core.written_for import refuse_writer_to_judge
from pbplatform.places import queries as places
from pbplatform.proposals.domain.paths import idea_path
from pbplatform.proposals.kinds import HouseRule, IdeaState, ProposalLog
from pbplatform.proposals.models import Idea
from pbplatform.proposals.policies import (
    ASK_AGAIN_DAYS,
    FIRST_LOOK_DAYS,
    refuse_to_keep,
    refuse_to_read,
)
from pbplatform.proposals.services.telling import (
    locked_idea,
    tell_author,
    tell_of_idea,
    write_of_idea,
)
from pbplatform.rounds.models import Round


def publish_idea(session: Session, *, actor: ActorRef, idea_id: int, now: datetime) -> None:
    """Show an idea to everybody; the day of its first look is fixed here.

    Raises:
        NotAllowed: not the round's facilitator, or the idea is their own.
        Conflict: it is not waiting to be read.
    """
    idea, round_ = locked_idea(session, idea_id)
    if refusal := refuse_to_read(actor, round_, idea):
        raise refusal
    _require_another(session, actor, idea, round_)
    look_by = _show(session, idea, round_, now)
    session.flush()
    audit.record(
        session,
        ProposalLog.IDEA_PUBLISHED,
        actor=actor,
        subject=idea_path(round_.slug, idea.number),
        now=now,
        look_by=look_by.isoformat(),
    )
    tell_of_idea(session, "idea_published", idea, round_, now=now, by=look_by.isoformat())


def _show(session: Session, idea: Idea, round_: Round, now: datetime) -> date:
    """Everybody sees the idea from now on; returns the day of its first look."""
    days = places.working_days(session)
    idea.move_to(IdeaState.PUBLISHED)
    idea.published_at = now
    begins = max(days.day_of(round_.ideas_close_at), days.day_of(now))
    idea.look_by = look_by = days.after(begins, FIRST_LOOK_DAYS)
    return look_by


def show_unread_idea(
    session: Session, *, idea: Idea, round_: Round, now: datetime, tells: bool = True
) -> None:
    """Show an idea that was just sent to everybody before it is read, as the place wants it.

    Args:
        tells: whether its author is told; else the caller does it.
    Source: docs/rules/proposals.md section 2.6.
    """
    look_by = _show(session, idea, round_, now)
    idea.unread_since = now
    session.flush()
    audit.record(
        session,
        ProposalLog.IDEA_PUBLISHED,
        actor=SYSTEM,
        subject=idea_path(round_.slug, idea.number),
        now=now,
        look_by=look_by.isoformat(),
        read_by=idea.read_by.isoformat(),
    )
    told = {"by": look_by.isoformat(), "read_by": idea.read_by.isoformat()}
    if tells:
        tell_of_idea(session, "idea_public_at_once", idea, round_, now=now, **told)
    else:
        own = [email_of(session, idea.author_id)] if idea.author_id else []
        within = [round_.path]
        write_of_idea(
            session, "idea_public_at_once", idea, round_, told, told=own, within=within, now=now
        )


def keep_idea(session: Session, *, actor: ActorRef, idea_id: int, now: datetime) -> None:
    """Say that an idea that was public before was read, and stays.

    Raises:
        NotAllowed: not the round's facilitator, or the idea is their own.
        Conflict: it was read before, or is not public.
    Source: docs/rules/proposals.md section 2.8.
    """
    idea, round_ = locked_idea(session, idea_id)
    if refusal := refuse_to_keep(actor, round_, idea):
        raise refusal
    _require_another(session, actor, idea, round_)
    idea.unread_since = None
    session.flush()
    audit.record(
        session,
        ProposalLog.IDEA_READ,
        actor=actor,
        subject=idea_path(round_.slug, idea.number),
        now=now,
    )


def refuse_idea(
    session: Session, *, actor: ActorRef, idea_id: int, rule: str, words: str, now: datetime
) -> None:
    """Do not publish an idea, naming the rule it breaks and why.

    Raises:
        NotAllowed: not the round's facilitator, or the idea is their own.
        Conflict: it is not waiting to be read, or rule or reason is missing.
    """
    idea, round_ = locked_idea(session, idea_id)
    if refusal := refuse_to_read(actor, round_, idea):
        raise refusal
    _require_another(session, actor, idea, round_)
    if rule not in set(HouseRule):
        raise Conflict("idea.rule_needed", field="rule")
    if not words.strip():
        raise Conflict("idea.refusal_words", field="words")
    days = places.working_days(session)
    idea.move_to(IdeaState.REFUSED)
    idea.refused_at = now
    idea.refusal_rule = rule
    idea.refusal_words = words.strip()
    idea.ask_again_by = days.after(days.day_of(now), ASK_AGAIN_DAYS)
    session.flush()
    # The reason may quote the author, so the log keeps the rule only.
    audit.record(
        session,
        ProposalLog.IDEA_REFUSED,
        actor=actor,
        subject=idea_path(round_.slug, idea.number),
        now=now,
        rule=rule,
        second_look="used" if idea.second_look_at else "open",
    )
    tell_author(
        session,
        "idea_refused_again" if idea.second_look_at else "idea_refused",
        idea,
        round_,
        now=now,
        rule=rule,
        words=words.strip(),
        by=idea.ask_again_by.isoformat(),
    )


def _require_another(session: Session, actor: ActorRef, idea: Idea, round_: Round) -> None:
    """Nobody judges what they wrote down for somebody. Source: docs/rules/intake.md section 1."""
    path = idea_path(round_.slug, idea.number)
    if refusal := refuse_writer_to_judge(session, actor, path):
        raise refusal
