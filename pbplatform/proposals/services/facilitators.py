"""A facilitator reads ideas. Source: docs/rules/proposals.md section 2."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy.orm import Session

from pbplatform.accounts.queries import email_of
from pbplatform.audit import services as audit
from pbplatform.core.actor import SYSTEM, ActorRef
from pbplatform.core.errors import Conflict
from pbplatform.core.written_for import refuse_writer_to_judge
from pbplatform.places import queries as places
from pbplatform.places.domain.working_days import WorkingDays
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
    locked_ideas,
    record_of_ideas,
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
    publish_ideas(session, actor=actor, idea_ids=[idea_id], now=now)


def publish_ideas(
    session: Session, *, actor: ActorRef, idea_ids: Sequence[int], now: datetime
) -> None:
    """Show ideas of one round to everybody, all or none.

    Raises:
        NotAllowed, Conflict: as `publish_idea`, for any of them.
    """
    held = locked_ideas(session, idea_ids)
    for idea in held.ideas:
        if refusal := refuse_to_read(actor, held.round_, idea):
            raise refusal
    _require_another(session, actor, held.round_, *held.ideas)
    days = places.working_days(session)
    for idea in held.ideas:
        _show(idea, held.round_, days, now)
    session.flush()
    record_of_ideas(
        session, held, ProposalLog.IDEA_PUBLISHED, actor, now, lambda idea: {"look_by": _by(idea)}
    )
    for idea in held.ideas:
        tell_of_idea(session, "idea_published", idea, held.round_, now=now, by=_by(idea))


def _by(idea: Idea) -> str:
    """The last day for the first look at a public idea."""
    return idea.look_by.isoformat() if idea.look_by else ""


def _show(idea: Idea, round_: Round, days: WorkingDays, now: datetime) -> date:
    """Everybody sees the idea from now on; returns the day of its first look."""
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
    look_by = _show(idea, round_, places.working_days(session), now)
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
    _require_another(session, actor, round_, idea)
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
    _require_another(session, actor, round_, idea)
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


def _require_another(session: Session, actor: ActorRef, round_: Round, *ideas: Idea) -> None:
    """Nobody judges what they wrote down for somebody. Source: docs/rules/intake.md section 1."""
    paths = [idea_path(round_.slug, idea.number) for idea in ideas]
    if refusal := refuse_writer_to_judge(session, actor, *paths):
        raise refusal
