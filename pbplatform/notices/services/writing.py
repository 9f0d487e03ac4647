"""A facilitator writes to all who follow, or takes that back in public.

Source: docs/rules/notices.md section 10.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from pbplatform.audit import services as audit
from pbplatform.core.actor import ActorRef
from pbplatform.core.confirmation import Facts, require_same
from pbplatform.core.errors import Conflict, DomainError, required
from pbplatform.core.facts import NewsFact, fact_key, tell_fact
from pbplatform.forums.models import ForumSeries
from pbplatform.notices.kinds import (
    LONGEST_REASON,
    LONGEST_TITLE,
    LONGEST_WORDS,
    NOTICE_FACT,
    NoticeLog,
)
from pbplatform.notices.models import Notice
from pbplatform.notices.policies import refuse_to_take_back, refuse_to_write
from pbplatform.notices.queries.written import (
    Holder,
    is_public,
    newest_notices,
    notice_at,
    notice_path,
)
from pbplatform.promises.queries import calendar
from pbplatform.rounds.models import Round
from pbplatform.rounds.queries.locking import lock_round

_ONCE = "written"  # the fact of a notice is found again by its path and this


def facts_to_write(title: str, words: str) -> Facts:
    """What whoever writes a notice confirms."""
    return {"title": title, "words": words}


def facts_to_take_back(notice: Notice) -> Facts:
    """What whoever takes a notice back confirms."""
    return {"title": notice.title, "words": notice.words, "taken_back_at": notice.taken_back_at}


def why_not_write(
    session: Session, actor: ActorRef, holder: Holder, *, now: datetime
) -> DomainError | None:
    """Why nothing can be written to those who follow now; None when it can."""
    newest = newest_notices(session, holder, 1)
    days = calendar(session)
    one_today = bool(newest) and days.day_of(newest[0].at) == days.day_of(now)
    return refuse_to_write(actor, holder.scope, is_public=is_public(holder), one_today=one_today)


def write_notice(
    session: Session,
    *,
    actor: ActorRef,
    holder: Holder,
    title: str,
    words: str,
    seen: str,
    now: datetime,
) -> Notice:
    """Write to all who follow a round or a forum.

    Args:
        seen: seal of `facts_to_write`, as the page showed them.
    Raises:
        NotAllowed: not its facilitator.
        Conflict: a draft, one went out today, or words are missing or too long.
        ChangedMeanwhile: the words are not those that were shown.
    """
    held = _locked(session, holder)
    require_same(seen, facts_to_write(title, words))
    if refusal := why_not_write(session, actor, held, now=now):
        raise refusal
    line = _at_most(required(title, "notice.title_needed", "title"), LONGEST_TITLE, "title")
    text = _at_most(required(words, "notice.words_needed", "words"), LONGEST_WORDS, "words")
    notice = _add(session, held, actor, line, text, now)
    path = notice_path(held, notice.number)
    audit.record(
        session, NoticeLog.WRITTEN, actor=actor, subject=path, now=now, title=line, words=text
    )
    tell_fact(
        session,
        NOTICE_FACT,
        about=path,
        title=line,
        within=[held.path],
        once=_ONCE,
        words=text,
        now=now,
    )
    return notice


def _add(
    session: Session, held: Holder, actor: ActorRef, line: str, text: str, now: datetime
) -> Notice:
    newest = newest_notices(session, held, 1)
    of_forum = isinstance(held, ForumSeries)
    notice = Notice(
        round_id=None if of_forum else held.id,
        forum_id=held.id if of_forum else None,
        number=newest[0].number + 1 if newest else 1,
        title=line,
        words=text,
        by_name=actor.name,
        role=actor.role,
        at=now,
    )
    session.add(notice)
    session.flush()
    return notice


def take_back(
    session: Session,
    *,
    actor: ActorRef,
    holder: Holder,
    number: int,
    reason: str,
    seen: str,
    now: datetime,
) -> None:
    """Take a notice back in public: its page keeps the title, and says why.

    Args:
        seen: seal of `facts_to_take_back`, as the page showed them.
    Raises:
        NotFound: there is none.
        NotAllowed: not its facilitator.
        Conflict: taken back already, or no reason.
        ChangedMeanwhile: it is not what the page showed.
    """
    held = _locked(session, holder)
    notice = notice_at(session, held, number)
    session.refresh(notice)
    back = notice.taken_back_at is not None
    if refusal := refuse_to_take_back(actor, held.scope, taken_back=back):
        raise refusal
    require_same(seen, facts_to_take_back(notice))
    why = _at_most(required(reason, "text.reason_needed", "reason"), LONGEST_REASON, "reason")
    notice.taken_back_at, notice.reason = now, why
    path = notice_path(held, number)
    # Feeds and the first page read the fact: there too only the title stays.
    fact = session.get(NewsFact, fact_key(NOTICE_FACT, path, _ONCE))
    if fact is not None:
        fact.facts = {**fact.facts, "words": "", "taken_back": True}
    audit.record(
        session,
        NoticeLog.TAKEN_BACK,
        actor=actor,
        subject=path,
        now=now,
        title=notice.title,
        reason=why,
    )
    session.flush()


def _locked(session: Session, holder: Holder) -> Holder:
    """Of two who write at one moment the second sees what the first wrote."""
    if isinstance(holder, Round):
        return lock_round(session, holder.id)
    return session.get_one(ForumSeries, holder.id, with_for_update=True, populate_existing=True)


def _at_most(text: str, letters: int, field: str) -> str:
    if len(text) > letters:
        raise Conflict("notice.too_long", field=field)
    return text
