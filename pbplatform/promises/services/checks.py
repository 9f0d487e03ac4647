"""Residents are asked whether it is as promised. Source: docs/rules/promises.md section 3.

How a check begins stands in `asking.py`. The slice above knows for whom it was done: it begins a
check when a thing is called done, says whom to ask, and puts right what residents say no to.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pbplatform.accounts.kinds import Role
from pbplatform.accounts.services.contacts import tell_contacts
from pbplatform.audit import services as audit
from pbplatform.core.actor import SYSTEM, ActorRef
from pbplatform.core.confirmation import Facts, require_same
from pbplatform.core.errors import Conflict, NotFound, required
from pbplatform.places.models import Team
from pbplatform.promises import queries
from pbplatform.promises.domain.checks import MOST_REPLIES, REPLY_DAYS, SAY_DAYS
from pbplatform.promises.kinds import Ended, Owed, PromiseLog, Relation, ReplyKind, Verdict
from pbplatform.promises.models import CheckReply, CheckWord, CitizenCheck
from pbplatform.promises.policies import refuse_to_reply, refuse_to_say
from pbplatform.promises.queries import CheckView
from pbplatform.promises.services.telling import (
    acting_for,
    tell_accounts,
    tell_who_acts_for,
    told_of_check,
    write_of_check,
)

LONGEST = 600  # letters of what is not as promised


def end_check(session: Session, subject: str, ended: Ended, *, now: datetime) -> None:
    """What was called done is so no more: the check of it stands no longer (section 3.9)."""
    query = select(CitizenCheck).where(
        CitizenCheck.subject == subject, CitizenCheck.ended == Ended.STANDS
    )
    for check in session.scalars(query.with_for_update()):
        check.ended, check.ended_at = ended, now
    session.flush()


def say(
    session: Session, *, actor: ActorRef, check_id: int, verdict: str, words: str, now: datetime
) -> None:
    """Say whether it is as promised; in time a person may change their word (section 3.2).

    Raises:
        NotFound: no such check.
        NotAllowed: not signed in, or of the team that called it done.
        Conflict: not asked yet, the time is over, no such word, or no words where they are needed.
    """
    check = _locked(session, check_id)
    days = queries.calendar(session)
    today = days.day_of(now)
    team = session.get_one(Team, check.team_id)
    if check.ended != Ended.STANDS:
        raise Conflict("check.over")
    of_team = actor.account_id in acting_for(session, team, now=now)
    if refusal := refuse_to_say(actor, check.days.stand(today), of_team=of_team):
        raise refusal
    if verdict not in set(Verdict):
        raise Conflict("check.verdict_needed", field="verdict")
    words = words.strip()[:LONGEST]
    if verdict != Verdict.YES and not words:
        raise Conflict("check.words_needed", field="words")
    assert actor.account_id is not None  # noqa: S101  # the policy refused others
    mine = queries.word_of(session, check_id, actor.account_id)
    if mine is None:
        mine = CheckWord(
            check_id=check_id, account_id=actor.account_id, relation=Relation.OTHER, asked=False
        )
        session.add(mine)
    mine.verdict, mine.words, mine.said_at = verdict, words, now
    session.flush()
    audit.record(
        session,
        PromiseLog.CHECK_SAID,
        actor=actor,
        subject=check.subject,
        now=now,
        title=check.title,
        verdict=verdict,
        asker=mine.relation == Relation.ASKER,
    )
    _owe(session, check, team, verdict, days.after(today, REPLY_DAYS), now)


def _owe(
    session: Session, check: CitizenCheck, team: Team, verdict: str, due: date, now: datetime
) -> None:
    """Make a reply due when somebody says no, and no longer due when nobody does."""
    counted = select(func.count()).where(
        CheckWord.check_id == check.id, CheckWord.verdict == Verdict.NO
    )
    check.noes = session.scalar(counted) or 0
    data = {"title": check.title, "team": team.name}
    if check.owed and not check.noes:
        check.owed, check.owed_by = Owed.NOBODY, None
        audit.record(
            session,
            PromiseLog.CHECK_REPLY_LEFT,
            actor=SYSTEM,
            subject=check.subject,
            now=now,
            **data,
        )
    elif verdict == Verdict.NO and not check.owed and check.replies < MOST_REPLIES:
        check.owed = Owed.HIGHER if check.replies else Owed.TEAM
        check.owed_by = due
        senior = queries.senior_of(session, team, now=now)
        higher = check.owed == Owed.HIGHER
        audit.record(
            session,
            PromiseLog.CHECK_REPLY_DUE,
            actor=SYSTEM,
            subject=check.subject,
            now=now,
            **data,
            who=(senior.name or team.name) if higher else team.name,
            due=due.isoformat(),
        )
        told = {**told_of_check(check, team), "path": check.reply_path, "due": due.isoformat()}
        if higher:
            again = senior.account_ids
            mailed = tell_accounts(session, again, "promises:check_no_again", now=now, **told)
        else:
            mailed = tell_who_acts_for(session, team, "promises:check_no", now=now, **told)
        facts = {"due": due.isoformat()}
        write_of_check(session, "check_no", check, team, facts, told=mailed, now=now)
    session.flush()


def record_reply(
    session: Session,
    *,
    actor: ActorRef,
    check_id: int,
    kind: ReplyKind,
    words: str,
    now: datetime,
    due: date | None = None,
) -> CitizenCheck:
    """Reply to those who say no, in public, and tell them (section 3.5, 3.6).

    An explanation opens the time to say again; “not kept” ends it. What puts it right is the rest
    of that act: see `put_promise_right`, and `put_project_right` of delivery.

    Raises:
        NotFound: no such check.
        NotAllowed: not the team, or after its reply not the person above it.
        Conflict: nobody said no, or no words.
    """
    check = _locked(session, check_id)
    days = queries.calendar(session)
    today = days.day_of(now)
    team = session.get_one(Team, check.team_id)
    if check.ended != Ended.STANDS:
        raise Conflict("check.no_reply_due")
    elected = queries.senior_of(session, team, now=now).role is Role.ELECTED
    if refusal := refuse_to_reply(actor, check.days.stand(today), team, elected=elected):
        raise refusal
    words = required(words, "check.reply_needed", "words")
    _add_reply(session, actor, check, kind, words, due, now)
    check.owed, check.owed_by = Owed.NOBODY, None
    check.not_kept = kind is ReplyKind.NOT_KEPT
    if kind is ReplyKind.EXPLAINED:
        check.replies += 1
        again = days.after(today, SAY_DAYS)
        check.until = max(check.until or again, again)
    session.flush()
    audit.record(
        session,
        PromiseLog.CHECK_REPLIED,
        actor=actor,
        subject=check.subject,
        now=now,
        title=check.title,
        reply=str(kind),
        words=words,
    )
    _tell_reply(session, check, team, kind, words, now)
    return check


def _add_reply(
    session: Session,
    actor: ActorRef,
    check: CitizenCheck,
    kind: ReplyKind,
    words: str,
    due: date | None,
    now: datetime,
) -> None:
    newest = select(func.max(CheckReply.n)).where(CheckReply.check_id == check.id)
    session.add(
        CheckReply(
            check_id=check.id,
            n=(session.scalar(newest) or 0) + 1,
            kind=kind,
            words=words,
            due=due,
            by_name=actor.name,
            by_role=actor.role,
            at=now,
        )
    )


def _tell_reply(
    session: Session,
    check: CitizenCheck,
    team: Team,
    kind: ReplyKind,
    words: str,
    now: datetime,
) -> None:
    """Tell whoever asked, and everybody who said no or partly."""
    waits = select(CheckWord.account_id).where(
        CheckWord.check_id == check.id,
        CheckWord.verdict.in_([Verdict.NO, Verdict.PARTLY])
        | (CheckWord.relation == Relation.ASKER),
    )
    again = kind is ReplyKind.EXPLAINED and check.replies < MOST_REPLIES
    told: dict[str, Any] = {**told_of_check(check, team), "reply": str(kind), "words": words}
    told["again"] = again
    people = list(session.scalars(waits))
    mailed = tell_accounts(session, people, "promises:check_replied", now=now, **told)
    if check.news:
        mailed += tell_contacts(
            session, "promises:check_replied", purpose=check.news, about=check.page, now=now, **told
        )
    facts = {"reply": str(kind), "words": words}
    write_of_check(session, "check_replied", check, team, facts, told=mailed, now=now)


def require_same_check(session: Session, *, check_id: int, seen: str, now: datetime) -> None:
    """Go on only when the check is what the page showed; its row stays locked.

    Raises:
        ChangedMeanwhile: it is not, or the page carried nothing.
    """
    _locked(session, check_id)
    require_same(seen, facts_of_check(queries.check_view(session, check_id, now=now)))


def facts_of_check(view: CheckView) -> Facts:
    """The check as the page of a reply shows it."""
    check = view.check
    return {
        "title": check.title,
        "stand": str(view.stand),
        "replies": len(view.replies),
        "ended": check.ended,
        "noes": check.noes,
        "words": "\n".join(words for _verdict, words in view.said.words),
    }


def _locked(session: Session, check_id: int) -> CitizenCheck:
    check = session.get(CitizenCheck, check_id, with_for_update=True, populate_existing=True)
    if check is None:
        raise NotFound("check.not_found")
    return check
