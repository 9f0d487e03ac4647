"""What must change: shown by delegates, judged by the team.

Source: docs/rules/review.md section 11.5.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from pbplatform.audit import services as audit
from pbplatform.core.actor import ActorRef
from pbplatform.core.confirmation import Facts, require_same
from pbplatform.core.errors import Conflict, NotFound
from pbplatform.review import queries
from pbplatform.review.kinds import ReviewLog
from pbplatform.review.models import CostingCondition
from pbplatform.review.policies import refuse_to_judge_condition, refuse_to_show_condition
from pbplatform.review.services.holding import Priced, days_to_answer, locked_price
from pbplatform.review.services.telling import tell_delegates, tell_team
from pbplatform.rounds.models import Committee

MOST_CONDITIONS = 10


def conditions_in(words: str) -> list[str]:
    """The conditions of an answer, one on each line."""
    return [line.strip() for line in words.splitlines() if line.strip()]


def _locked(session: Session, proposal_id: int, n: int) -> tuple[Priced, CostingCondition]:
    """A condition of the latest answer, the proposal's row locked.

    Raises:
        NotFound: no such condition; one of an older answer is none.
    """
    case = locked_price(session, proposal_id)
    condition = session.get(CostingCondition, (case.answer.id, n), populate_existing=True)
    if condition is None:
        raise NotFound("condition.not_found")
    return case, condition


def facts_of_condition(condition: CostingCondition) -> Facts:
    """What a page shows of a condition: what was shown is what is judged."""
    return {
        "words": condition.words,
        "shown_version": condition.shown_version,
        "shown_words": condition.shown_words,
        "shown_at": condition.shown_at,
        "met": condition.met,
    }


def show_condition(
    session: Session,
    *,
    actor: ActorRef,
    proposal_id: int,
    n: int,
    version: int | None,
    words: str,
    now: datetime,
) -> None:
    """Say in which version what must change was done, and how; the team is asked for its word.

    Raises:
        NotAllowed: not a delegate of the committee, or interests not declared.
        Conflict: frozen, decided, met already, no later version of this number, or no words.
        NotFound: the latest answer has no such condition.
    """
    case, condition = _locked(session, proposal_id, n)
    committee = session.get_one(Committee, case.proposal.committee_id)
    declared = queries.has_declared(session, committee.id, actor.account_id)
    if refusal := refuse_to_show_condition(
        actor, case.round_, committee, case.proposal, condition, declared=declared
    ):
        raise refusal
    if case.proposal.version == case.answer.version:
        raise Conflict("condition.change_first", field="version")
    if version is None or not case.answer.version < version <= case.proposal.version:
        raise Conflict("condition.version_needed", field="version")
    if not words.strip():
        raise Conflict("condition.words_needed", field="words")
    condition.shown_version, condition.shown_words = version, words.strip()
    condition.shown_by, condition.shown_at = actor.account_id, now
    condition.met, condition.said_words = None, ""
    condition.said_by = condition.said_at = None
    condition.due_on = days_to_answer(session, now)[0]
    session.flush()
    _log(session, ReviewLog.CONDITION_SHOWN, actor, case, condition, now=now, version=version)
    path = f"/desk/official/costings/{case.round_.slug}/{case.answer.number}/conditions/{n}"
    due = condition.due_on.isoformat()
    tell_team(session, "condition_shown", case.team, case.proposal, now=now, due=due, path=path)


def judge_condition(
    session: Session,
    *,
    actor: ActorRef,
    proposal_id: int,
    n: int,
    met: bool | None,
    words: str,
    now: datetime,
    seen: str | None = None,
) -> None:
    """Say whether a condition is met; if not, what is missing. The delegates are told.

    Args:
        seen: seal of what was shown; None does not ask.
    Raises:
        NotAllowed: not an official of the team that named it.
        Conflict: nobody shows it, frozen, decided, other words by now, no choice, or not met and
            nothing said.
        NotFound: the latest answer has no such condition.
    """
    case, condition = _locked(session, proposal_id, n)
    if refusal := refuse_to_judge_condition(
        actor, case.round_, case.team, case.proposal, condition
    ):
        raise refusal
    if seen is not None:
        require_same(seen, facts_of_condition(condition))
    if met is None:
        raise Conflict("condition.choice_needed", field="met")
    if not met and not words.strip():
        raise Conflict("condition.missing_needed", field="words")
    condition.met, condition.said_words = met, words.strip()
    condition.said_by, condition.said_at = actor.account_id, now
    session.flush()
    kind = ReviewLog.CONDITION_MET if met else ReviewLog.CONDITION_NOT_MET
    told = {} if met else {"reason": words.strip()}
    _log(session, kind, actor, case, condition, now=now, team=case.team.slug, **told)
    tell_delegates(
        session,
        "condition_judged",
        case.round_,
        case.proposal,
        now=now,
        met=met,
        words=words.strip(),
        path=f"/desk/delegate/{case.round_.slug}/proposals/{case.proposal.number}",
    )


def _log(
    session: Session,
    kind: ReviewLog,
    actor: ActorRef,
    case: Priced,
    condition: CostingCondition,
    *,
    now: datetime,
    **told: str | int,
) -> None:
    audit.record(
        session, kind, actor=actor, subject=case.subject, now=now,
        costing=case.answer.number, condition=condition.n, **told,
    )  # fmt: skip
