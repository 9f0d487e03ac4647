"""Corrections of minutes, decided with a reason. Source: docs/rules/forums.md section 5."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from pbplatform.accounts import queries as accounts
from pbplatform.audit import services as audit
from pbplatform.core.actor import ActorRef
from pbplatform.core.canonical import canonical_json
from pbplatform.core.errors import Conflict, required
from pbplatform.core.numbers import next_number
from pbplatform.forums import queries
from pbplatform.forums.domain.correcting import LONGEST_PASSAGE, LONGEST_WHY, stands_in
from pbplatform.forums.kinds import CorrectionKind, CorrectionState, ForumLog, MinutesKind
from pbplatform.forums.models import (
    Correction,
    CorrectionDecision,
    ForumSeries,
    Meeting,
)
from pbplatform.forums.policies.minutes import (
    refuse_to_correct,
    refuse_to_decide_correction,
    refuse_to_withdraw_correction,
)
from pbplatform.forums.services.telling import path_of_correction, tell_of_decision
from pbplatform.places import queries as places

_DECIDED = {
    CorrectionState.ACCEPTED: ForumLog.CORRECTION_ACCEPTED,
    CorrectionState.DECLINED: ForumLog.CORRECTION_DECLINED,
}


@dataclass(frozen=True, kw_only=True)
class CorrectionFacts:
    """What somebody says is wrong.

    Attributes:
        passage: as it stands in the minutes; empty where something is missing.
        proposed: what should stand there; empty where the passage should go.
    """

    passage: str
    proposed: str
    why: str

    def checked(self, text: str) -> CorrectionFacts:
        """The same, tidied, if it makes sense against a text.

        Raises:
            Conflict: nothing, too much, the same words, or a passage that does not stand there.
        """
        passage, proposed = self.passage.strip(), self.proposed.strip()
        if not passage and not proposed:
            raise Conflict("correction.nothing", field="proposed")
        if max(len(passage), len(proposed)) > LONGEST_PASSAGE:
            field = "passage" if len(passage) > LONGEST_PASSAGE else "proposed"
            raise Conflict("correction.too_long", field=field)
        if passage.split() == proposed.split():
            raise Conflict("correction.same", field="proposed")
        if passage and not stands_in(text, passage):
            raise Conflict("correction.passage_not_there", field="passage")
        why = required(self.why, "correction.why_needed", "why")
        if len(why) > LONGEST_WHY:
            raise Conflict("correction.too_long", field="why")
        return CorrectionFacts(passage=passage, proposed=proposed, why=why)


def send_correction(
    session: Session,
    *,
    actor: ActorRef,
    meeting_id: int,
    facts: CorrectionFacts,
    now: datetime,
    name: str = "",
) -> Correction:
    """Say what is wrong in public minutes; after the days for it, ask for an amendment.

    Args:
        actor: a resident, or somebody without an account.
        name: as at the meeting, of somebody without an account.
    Raises:
        Conflict: no minutes are public, no name, or the facts make no sense.
    """
    meeting = session.get_one(Meeting, meeting_id, with_for_update=True, populate_existing=True)
    forum = session.get_one(ForumSeries, meeting.forum_id)
    newest = queries.newest_minutes(session, meeting_id)
    last = MinutesKind(newest.kind) if newest else None
    if refusal := refuse_to_correct(meeting, last):
        raise refusal
    if newest is None:  # the policy has made sure of it
        raise Conflict("minutes.not_public")
    checked = facts.checked(newest.text)
    account_id = actor.account_id
    shown = accounts.names_of(session, [account_id]).get(account_id, "") if account_id else name
    correction = Correction(
        meeting_id=meeting_id,
        kind=_kind_now(session, meeting, now),
        state=CorrectionState.OPEN,
        version=newest.n,
        passage=checked.passage,
        proposed=checked.proposed,
        why=checked.why,
        by_account_id=account_id,
        by_name=required(shown, "correction.name_needed", "name")[:80],
        came_at=now,
        read_at=now if account_id else None,
    )
    _add(session, actor, forum, meeting, correction, now)
    return correction


def _kind_now(session: Session, meeting: Meeting, now: datetime) -> CorrectionKind:
    days = places.working_days(session, meeting.calendar_version)
    standing = queries.minutes_standing(session, meeting, days)
    in_time = standing is not None and standing.takes_corrections(days.day_of(now))
    return CorrectionKind.CORRECTION if in_time else CorrectionKind.AMENDMENT


def _add(
    session: Session,
    actor: ActorRef,
    forum: ForumSeries,
    meeting: Meeting,
    correction: Correction,
    now: datetime,
) -> None:
    words = canonical_json({"proposed": correction.proposed, "why": correction.why}).decode()
    correction.salt, commitment = audit.text_commitment(words)
    correction.number = next_number(session, f"correction:{meeting.id}")
    session.add(correction)
    session.flush()
    audit.record(
        session,
        ForumLog.CORRECTION_SENT,
        actor=actor,
        subject=path_of_correction(forum, meeting, correction),
        now=now,
        sort=correction.kind,
        version=correction.version,
        words=commitment,
    )


def withdraw_correction(
    session: Session, *, actor: ActorRef, correction_id: int, now: datetime
) -> None:
    """Take back a correction before it is decided; it stays listed as withdrawn.

    Raises:
        NotAllowed: not signed in, or it is somebody else's.
        Conflict: it is decided or withdrawn already.
    """
    correction, meeting, forum = _locked(session, correction_id)
    if refusal := refuse_to_withdraw_correction(actor, correction):
        raise refusal
    correction.state = CorrectionState.WITHDRAWN
    audit.record(
        session,
        ForumLog.CORRECTION_WITHDRAWN,
        actor=actor,
        subject=path_of_correction(forum, meeting, correction),
        now=now,
    )


def decide_correction(
    session: Session,
    *,
    actor: ActorRef,
    correction_id: int,
    decision: CorrectionState,
    reason: str,
    now: datetime,
) -> Correction:
    """Accept or decline a correction, also after it was decided otherwise; its author is told.

    Raises:
        NotAllowed: neither facilitator nor clerk of this forum, or it is their own.
        Conflict: no reason, withdrawn, decided so before, or carried out by a version.
    """
    correction, meeting, forum = _locked(session, correction_id)
    if refusal := refuse_to_decide_correction(actor, forum, correction, decision):
        raise refusal
    again = not correction.is_open
    if (again or decision is CorrectionState.DECLINED) and not reason.strip():
        raise Conflict("correction.reason_needed", field="reason")
    earlier = queries.decisions_of(session, [correction]).get(correction.id, [])
    correction.state = decision
    correction.read_at = correction.read_at or now
    session.add(
        CorrectionDecision(
            correction_id=correction.id,
            n=len(earlier) + 1,
            decision=decision,
            reason=reason.strip(),
            by_name=actor.name or actor.role,
            at=now,
        )
    )
    session.flush()
    audit.record(
        session,
        _DECIDED[decision],
        actor=actor,
        subject=path_of_correction(forum, meeting, correction),
        now=now,
        reason=reason.strip(),
    )
    tell_of_decision(
        session, forum, meeting, correction, decision=decision, reason=reason.strip(), now=now
    )
    return correction


def _locked(session: Session, correction_id: int) -> tuple[Correction, Meeting, ForumSeries]:
    """A correction, after its meeting's row was locked: the queue of all that is written of it."""
    found = session.get_one(Correction, correction_id)
    meeting = session.get_one(
        Meeting, found.meeting_id, with_for_update=True, populate_existing=True
    )
    session.refresh(found)
    return found, meeting, session.get_one(ForumSeries, meeting.forum_id)
