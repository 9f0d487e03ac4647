"""Saying that a decision changed, and correcting it. Source: docs/rules/changed.md section 1."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from pbplatform.audit import services as audit
from pbplatform.changes import queries
from pbplatform.changes.kinds import Because, ChangesLog, VersionState
from pbplatform.changes.models import ChangedDecision, ChangeVersion
from pbplatform.changes.policies import refuse_to_correct, refuse_to_say
from pbplatform.core.actor import ActorRef
from pbplatform.core.errors import Conflict, required
from pbplatform.core.files import StoredFile
from pbplatform.places.models import Team
from pbplatform.promises.queries import calendar

_WEB = ("https://", "http://")


@dataclass(frozen=True, kw_only=True)
class ChangeFacts:
    """What is said.

    Attributes:
        day: of the document.
        file: SHA-256 of a PDF that was stored before; None for none.
    """

    before: str
    now: str
    document: str
    day: date
    link: str = ""
    file: bytes | None = None


def say_change(
    session: Session, *, actor: ActorRef, team: Team, about: str, facts: ChangeFacts, now: datetime
) -> ChangedDecision:
    """Say that a decision of a team was changed because of a public thing.

    Raises:
        NotFound: there is no such public thing.
        NotAllowed: not of the team.
        Conflict: words or the document are missing, or its day lies ahead.
    """
    thing = queries.thing_at(session, about)
    if refusal := refuse_to_say(actor, team.scope):
        raise refusal
    of_forum = thing.because is Because.POINT
    change = ChangedDecision(
        about=thing.path,
        because=thing.because,
        number=thing.number,
        forum_id=thing.holder_id if of_forum else None,
        round_id=None if of_forum else thing.holder_id,
        team_id=team.id,
    )
    session.add(change)
    session.flush()
    session.add(_version(session, change, actor, facts, now))
    session.flush()
    audit.record(
        session,
        ChangesLog.SAID,
        actor=actor,
        subject=change.about,
        now=now,
        team=team.name,
        change=change.id,
    )
    return change


def correct_change(
    session: Session,
    *,
    actor: ActorRef,
    change_id: int,
    facts: ChangeFacts,
    reason: str,
    now: datetime,
) -> None:
    """Say anew what was confirmed, with a reason; it waits for a second person like the first.

    Without a link and a file the document of before stays beside it. What waited is withdrawn.

    Raises:
        NotFound: there is none.
        NotAllowed: not of the team.
        Conflict: it is not confirmed, or was taken back; a reason, words or a document is missing.
    """
    session.get(ChangedDecision, change_id, with_for_update=True, populate_existing=True)
    view = queries.change_view(session, change_id)
    holds = view.holds
    if refusal := refuse_to_correct(
        actor,
        view.team.scope,
        confirmed=view.is_public,
        taken_back=view.change.taken_back_at is not None,
    ):
        raise refusal
    why = required(reason, "text.reason_needed", "reason")
    for version in view.versions:
        if version.state == VersionState.WAITING:
            version.move_to(VersionState.WITHDRAWN, now)
            version.file = None
    session.flush()
    version = _version(session, view.change, actor, facts, now, before=holds)
    version.reason = why
    session.add(version)
    session.flush()
    audit.record(
        session,
        ChangesLog.SAID,
        actor=actor,
        subject=view.change.about,
        now=now,
        team=view.team.name,
        change=change_id,
    )


def _version(
    session: Session,
    change: ChangedDecision,
    actor: ActorRef,
    facts: ChangeFacts,
    now: datetime,
    *,
    before: ChangeVersion | None = None,
) -> ChangeVersion:
    """The next version, not stored yet.

    Args:
        before: the version that it corrects.
    """
    was = required(facts.before, "change.before_needed", "before")
    is_now = required(facts.now, "change.now_needed", "now")
    document = required(facts.document, "change.document_needed", "document")
    if was == is_now:
        raise Conflict("change.nothing_changed", field="now")
    if facts.day > calendar(session).day_of(now):
        raise Conflict("change.day_over", field="day")
    link = facts.link.strip()
    if link and not link.startswith(_WEB):
        raise Conflict("change.link_not_web", field="link")
    kept = before.evidence_id if before and not facts.file else None
    stored = facts.file and session.get(StoredFile, facts.file)
    if not (link or stored or kept):
        raise Conflict("change.document_missing", field="link")
    newest = max((each.n for each in queries.change_view(session, change.id).versions), default=0)
    return ChangeVersion(
        change_id=change.id,
        n=newest + 1,
        before=was,
        now=is_now,
        document=document,
        day=facts.day,
        link=link,
        file=facts.file if stored else None,
        evidence_id=kept,
        first_id=actor.account_id,
        first_name=actor.name,
        first_role=actor.role,
        first_post=actor.post,
        said_at=now,
    )
