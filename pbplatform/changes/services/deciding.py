"""What the second person does, and taking back. Source: docs/rules/changed.md section 1."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from pbplatform.accounts import queries as accounts
from pbplatform.accounts.kinds import Role
from pbplatform.audit import services as audit
from pbplatform.changes import queries
from pbplatform.changes.domain.second import Two
from pbplatform.changes.kinds import ChangesLog, VersionState
from pbplatform.changes.models import ChangedDecision, ChangeVersion
from pbplatform.changes.policies import (
    refuse_to_confirm,
    refuse_to_take_back,
    refuse_to_turn_down,
    refuse_to_withdraw,
)
from pbplatform.changes.queries import ChangeView
from pbplatform.changes.queries.audiences import concerned_by
from pbplatform.core.actor import ActorRef
from pbplatform.core.confirmation import require_same
from pbplatform.core.errors import Conflict, required
from pbplatform.core.facts import tell_fact
from pbplatform.places.queries.public_roles import two_working_days_before
from pbplatform.promises.kinds import EvidenceKind
from pbplatform.promises.services import EvidenceFacts, attach_evidence


def _locked(session: Session, change_id: int) -> ChangeView:
    session.get(ChangedDecision, change_id, with_for_update=True, populate_existing=True)
    view = queries.change_view(session, change_id)
    for version in view.versions:
        session.refresh(version, with_for_update=True)
    return view


def two_of(session: Session, view: ChangeView, actor: ActorRef, *, now: datetime) -> Two:
    """Who said what waits, and this person, as the rule of two people sees them."""
    said = view.newest
    first = accounts.standing_of(session, said.first_id, said.first_role, view.team.scope, now=now)
    over = view.team.scope if actor.role in (Role.OFFICIAL, Role.ELECTED) else view.scope
    second = (
        accounts.standing_of(session, actor.account_id, actor.role, over, now=now)
        if actor.account_id is not None
        else None
    )
    return Two(first, second, two_working_days_before(session, now))


def confirm(session: Session, *, actor: ActorRef, change_id: int, seen: str, now: datetime) -> None:
    """Answer for it as the second person: from now on everybody can read it.

    Raises:
        NotFound: there is none.
        NotAllowed: in this role nobody confirms it; a role is too new, or was lost.
        Conflict: the same person; nothing waits.
        ChangedMeanwhile: what the page showed is not what waits now.
    """
    view = _locked(session, change_id)
    version, corrected = view.newest, view.holds
    two = two_of(session, view, actor, now=now)
    if refusal := refuse_to_confirm(
        actor, view.team.scope, view.scope, waits=version.waits(now), two=two
    ):
        raise refusal
    require_same(seen, version.facts)
    version.move_to(VersionState.CONFIRMED, now)
    version.second_name, version.second_role = actor.name, actor.role
    version.second_post = actor.post
    if version.file is not None:
        _attach(session, view, version, now)
    session.flush()
    _tell(session, actor, view, version, now, corrected=corrected is not None)


def _tell(
    session: Session,
    actor: ActorRef,
    view: ChangeView,
    version: ChangeVersion,
    now: datetime,
    *,
    corrected: bool,
) -> None:
    """The entry with both names, and for those who follow the thing, once, that it changed."""
    kind = ChangesLog.CORRECTED if corrected else ChangesLog.CONFIRMED
    audit.record(
        session,
        kind,
        actor=actor,
        subject=view.change.about,
        now=now,
        team=view.team.name,
        change=view.change.id,
        words=f"{version.before} → {version.now} ({version.document})",
        day=version.day.isoformat(),
        first=version.first_name,
        first_role=version.first_role,
        second=version.second_name,
        second_role=version.second_role,
        **({"reason": version.reason} if corrected else {}),
    )
    if not corrected and view.thing is not None:
        tell_fact(
            session,
            "changes:confirmed",
            about=view.change.about,
            title=view.thing.title,
            now=now,
            within=[view.holder],
            audiences=concerned_by(session, view.thing),
            team=view.team.name,
            page=view.change.path,
        )


def _attach(session: Session, view: ChangeView, version: ChangeVersion, now: datetime) -> None:
    """From now on the PDF is a piece of evidence of the decision, in the name of who gave it."""
    first = ActorRef(
        kind="account",
        key=str(version.first_id),
        role=version.first_role,
        scope=view.team.scope,
        name=version.first_name,
        post=version.first_post,
    )
    piece = attach_evidence(
        session,
        actor=first,
        team=view.team,
        facts=EvidenceFacts(
            subject=view.change.path,
            beside="",
            kind=EvidenceKind.DOCUMENT,
            day=version.day,
            caption=version.document,
            file=version.file,
        ),
        now=now,
    )
    version.evidence_id, version.file = piece.id, None


def turn_down(
    session: Session, *, actor: ActorRef, change_id: int, seen: str, reason: str, now: datetime
) -> None:
    """Say as the second person that it is not so; whoever said it reads why.

    Raises:
        NotFound: there is none.
        NotAllowed: in this role nobody decides it.
        Conflict: nothing waits, it is one's own, or no reason.
        ChangedMeanwhile: what the page showed is not what waits now.
    """
    view = _locked(session, change_id)
    version = view.newest
    if refusal := refuse_to_turn_down(
        actor,
        view.team.scope,
        view.scope,
        waits=version.waits(now),
        said_by=version.first_id,
    ):
        raise refusal
    why = required(reason, "text.reason_needed", "reason")
    require_same(seen, version.facts)
    version.move_to(VersionState.TURNED_DOWN, now)
    version.second_name, version.second_role = actor.name, actor.role
    version.second_post, version.decided_reason, version.file = actor.post, why, None
    session.flush()
    _record(session, ChangesLog.TURNED_DOWN, actor, view, now)


def withdraw(
    session: Session, *, actor: ActorRef, change_id: int, seen: str, now: datetime
) -> None:
    """Take back what waits for a second person; nothing was public yet.

    Raises:
        NotFound: there is none.
        NotAllowed: not of the team.
        Conflict: nothing waits.
        ChangedMeanwhile: what the page showed is not what waits now.
    """
    view = _locked(session, change_id)
    version = view.newest
    if refusal := refuse_to_withdraw(actor, view.team.scope, waits=version.waits(now)):
        raise refusal
    require_same(seen, version.facts)
    version.move_to(VersionState.WITHDRAWN, now)
    version.file = None
    session.flush()
    _record(session, ChangesLog.WITHDRAWN, actor, view, now)


def take_back(
    session: Session, *, actor: ActorRef, change_id: int, seen: str, reason: str, now: datetime
) -> None:
    """Take back in public what was confirmed; what waited with it falls too.

    Raises:
        NotFound: there is none.
        NotAllowed: neither of the team nor a facilitator of the place.
        Conflict: it is not confirmed, was taken back before, or no reason.
        ChangedMeanwhile: what the page showed is not what holds now.
    """
    view = _locked(session, change_id)
    change, holds = view.change, view.holds
    if refusal := refuse_to_take_back(
        actor,
        view.team.scope,
        confirmed=holds is not None,
        taken_back=change.taken_back_at is not None,
    ):
        raise refusal
    if holds is None:  # the policy said so before
        raise Conflict("change.not_confirmed")
    why = required(reason, "text.reason_needed", "reason")
    require_same(seen, holds.facts)
    change.taken_back_at, change.taken_back_by = now, actor.name
    change.taken_back_reason = why
    for version in view.versions:
        if version.state == VersionState.WAITING:
            version.move_to(VersionState.WITHDRAWN, now)
            version.file = None
    session.flush()
    _record(session, ChangesLog.TAKEN_BACK, actor, view, now, reason=why)


def _record(
    session: Session,
    kind: ChangesLog,
    actor: ActorRef,
    view: ChangeView,
    now: datetime,
    **more: str,
) -> None:
    audit.record(
        session,
        kind,
        actor=actor,
        subject=view.change.about,
        now=now,
        team=view.team.name,
        change=view.change.id,
        **more,
    )
