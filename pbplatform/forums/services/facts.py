"""Putting right what a forum says of itself. Source: docs/rules/forums.md section 1."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.audit import services as audit
from pbplatform.core.actor import ActorRef
from pbplatform.core.confirmation import Facts, require_same
from pbplatform.core.errors import Conflict
from pbplatform.core.facts import tell_fact
from pbplatform.forums.kinds import ForumLog
from pbplatform.forums.models import ForumSeries
from pbplatform.forums.policies import refuse_to_facilitate
from pbplatform.places.services import make_slug


def facts_of_forum(forum: ForumSeries) -> Facts:
    """What the page shows before it is put right."""
    return {"name": forum.name, "promise": forum.promise}


def correct_forum(
    session: Session,
    *,
    actor: ActorRef,
    forum_id: int,
    name: str,
    promise: str,
    reason: str,
    seen: str,
    now: datetime,
) -> None:
    """Give a forum the name and the promise that it should have had; its address stays.

    Raises:
        NotAllowed: not a facilitator of the forum.
        Conflict: no name or promise, nothing changes, another forum is called so, or no reason.
        ChangedMeanwhile: it does not say what the page showed.
    """
    forum = session.get_one(ForumSeries, forum_id, with_for_update=True, populate_existing=True)
    if refusal := refuse_to_facilitate(actor, forum):
        raise refusal
    before = facts_of_forum(forum)
    require_same(seen, before)
    if not promise.strip():
        raise Conflict("forum.promise_needed", field="promise")
    others = session.scalars(select(ForumSeries.name).where(ForumSeries.id != forum.id))
    if make_slug(name) in {make_slug(each) for each in others}:
        raise Conflict("forum.exists", field="name")
    after = {"name": name.strip(), "promise": promise.strip()}
    if after == before:
        raise Conflict("name.is_the_same", field="name")
    if not reason.strip():
        raise Conflict("name.reason_needed", field="reason")
    forum.name, forum.promise = after["name"], after["promise"]
    audit.record(
        session,
        ForumLog.FORUM_CHANGED,
        actor=actor,
        subject=forum.path,
        now=now,
        reason=reason.strip(),
        **{f"{key}_before": value for key, value in before.items()},
        **after,
    )
    about, name = forum.path, forum.name
    kind, why = "forums:forum_changed", reason.strip()
    tell_fact(session, kind, about=about, title=name, now=now, reason=why)
