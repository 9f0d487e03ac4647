"""While people vote, teams look at their projects again.

Source: docs/rules/review.md section 13.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from pbplatform.audit import services as audit
from pbplatform.core.actor import ActorRef
from pbplatform.core.confirmation import Facts, require_same
from pbplatform.core.errors import Conflict, NotFound
from pbplatform.proposals.domain.paths import proposal_path
from pbplatform.proposals.models import Proposal
from pbplatform.proposals.services.telling import write_of_proposal
from pbplatform.review.kinds import Rechecked, ReviewLog
from pbplatform.review.models import Recheck
from pbplatform.review.policies import refuse_to_leave_on_ballot, refuse_to_recheck
from pbplatform.review.queries.rechecks import RecheckRow, recheck_of
from pbplatform.review.services.telling import tell_delegates, tell_facilitators, tell_team


def _locked(session: Session, proposal_id: int) -> RecheckRow:
    """The project with its row locked.

    Raises:
        NotFound: no such proposal.
        Conflict: it is on no frozen ballot.
    """
    proposal = session.get(Proposal, proposal_id, with_for_update=True, populate_existing=True)
    if proposal is None:
        raise NotFound("proposal.not_found")
    row = recheck_of(session, proposal)
    if row is None:
        raise Conflict("recheck.not_on_ballot")
    return row


def facts_to_recheck(row: RecheckRow) -> Facts:
    """What an official has before them: the price, and what a colleague found."""
    found = row.recheck
    return {
        "price_minor": row.costing.price_minor,
        "outcome": found.outcome if found else "",
        "words": found.words if found else "",
        "at": found.checked_at if found else None,
    }


def recheck(
    session: Session,
    *,
    actor: ActorRef,
    proposal_id: int,
    outcome: str,
    words: str,
    now: datetime,
    seen: str | None = None,
) -> None:
    """Say that all is still true of a project, or what is wrong; public at once.

    Args:
        outcome: a `Rechecked`.
        seen: seal of what was shown; None does not ask.
    Raises:
        NotAllowed: not an official of the team that priced it.
        Conflict: not on a frozen ballot or the vote is over, a colleague was quicker, no choice,
            or something is wrong and no words.
    """
    row = _locked(session, proposal_id)
    if refusal := refuse_to_recheck(actor, row.round, row.team, row.proposal, now):
        raise refusal
    if seen is not None:
        require_same(seen, facts_to_recheck(row))
    if outcome not in set(Rechecked):
        raise Conflict("recheck.choice_needed", field="outcome")
    wrong = outcome == Rechecked.WRONG
    if wrong and not words.strip():
        raise Conflict("recheck.words_needed", field="words")
    _keep(session, actor, row, outcome, words.strip() if wrong else "", now=now)
    told = {"reason": words.strip()} if wrong else {}
    audit.record(
        session,
        ReviewLog.RECHECKED,
        actor=actor,
        subject=proposal_path(row.round.slug, row.proposal.number),
        now=now,
        team=row.team.slug,
        outcome=outcome,
        **told,
    )
    if wrong:
        _tell_wrong(session, row, words.strip(), now=now)


def _keep(
    session: Session, actor: ActorRef, row: RecheckRow, outcome: str, words: str, *, now: datetime
) -> None:
    found = row.recheck
    if found is None:
        found = Recheck(proposal_id=row.proposal.id)
        session.add(found)
    found.team_id, found.outcome, found.checked_at = row.team.id, outcome, now
    found.words, found.checked_by = words, actor.account_id
    found.stays_words, found.stays_by, found.stays_at = "", None, None
    session.flush()


def _tell_wrong(session: Session, row: RecheckRow, words: str, *, now: datetime) -> None:
    path = "/" + proposal_path(row.round.slug, row.proposal.number)
    told = tell_delegates(
        session, "recheck_wrong", row.round, row.proposal, now=now,
        team=row.team.name, words=words, desk=False, path=path,
    )  # fmt: skip
    path = f"/desk/facilitator/rounds/{row.round.slug}/rechecks/{row.proposal.number}"
    told += tell_facilitators(
        session, "recheck_wrong", row.round, row.proposal, now=now,
        team=row.team.name, words=words, desk=True, path=path,
    )  # fmt: skip
    facts = {"team_name": row.team.name, "reason": words}
    write_of_proposal(
        session, "review:found_wrong", row.proposal, row.round, facts, told=told, now=now
    )


def leave_on_ballot(
    session: Session,
    *,
    actor: ActorRef,
    proposal_id: int,
    words: str,
    now: datetime,
    seen: str | None = None,
) -> None:
    """A facilitator says in public why a project stays though a team found something wrong.

    Raises:
        NotAllowed: not the round's facilitator.
        Conflict: nobody says that something is wrong, the vote is over, other words by now, or
            no reason.
    """
    row = _locked(session, proposal_id)
    wrong = row.recheck is not None and row.recheck.waits
    if refusal := refuse_to_leave_on_ballot(actor, row.round, now, wrong=wrong):
        raise refusal
    if row.recheck is None:
        raise Conflict("recheck.nothing_wrong")
    if seen is not None:
        require_same(seen, facts_to_recheck(row))
    if not words.strip():
        raise Conflict("text.reason_needed", field="words")
    row.recheck.stays_words, row.recheck.stays_at = words.strip(), now
    row.recheck.stays_by = actor.account_id
    session.flush()
    path = proposal_path(row.round.slug, row.proposal.number)
    audit.record(
        session, ReviewLog.RECHECK_STAYS, actor=actor, subject=path, now=now, reason=words.strip()
    )
    told: dict[str, Any] = {"words": words.strip(), "path": "/" + path}
    mailed = tell_team(session, "recheck_stays", row.team, row.proposal, now=now, **told)
    mailed += tell_delegates(session, "recheck_stays", row.round, row.proposal, now=now, **told)
    facts, kind = {"reason": words.strip()}, "review:stays_on_ballot"
    write_of_proposal(session, kind, row.proposal, row.round, facts, told=mailed, now=now)
