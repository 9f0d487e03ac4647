"""Delegates score a proposal, each without seeing the others.

Source: docs/rules/review.md section 9.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from pbplatform.accounts.queries import email_of
from pbplatform.audit import services as audit
from pbplatform.core.actor import SYSTEM, ActorRef
from pbplatform.core.errors import Conflict
from pbplatform.core.outbox import announce
from pbplatform.core.text import tidy_line
from pbplatform.places import queries as places
from pbplatform.proposals.domain.paths import proposal_path
from pbplatform.review import queries
from pbplatform.review.domain.spread import FEWEST_SHOWN, HIGHEST, LOWEST
from pbplatform.review.kinds import ReviewLog
from pbplatform.review.models import ScoreSheet, Scoring
from pbplatform.review.policies import refuse_to_score
from pbplatform.review.queries.quorum import quorum_for
from pbplatform.review.queries.scores import are_public, sheets_of, spreads_of
from pbplatform.review.services.standing import Case, locked_case

SCORING_DAYS = 5
SENTENCE_LETTERS = 300


def give_scores(
    session: Session,
    *,
    actor: ActorRef,
    proposal_id: int,
    marks: Sequence[int | None],
    together: str,
    now: datetime,
) -> bool:
    """Score a proposal, or change one's scores; the first one begins the days of the others.

    Args:
        marks: 1 to 5 in the order of the round's criteria.
        together: how it brings people together, one sentence; may be empty.
    Returns:
        Whether all have scored, so that the scores are public now.
    Raises:
        NotAllowed: not a delegate of the committee, not declared, or an interest in it.
        Conflict: decided, public already, a mark is missing, or the round has no scores.
    """
    case = locked_case(session, proposal_id)
    scoring = session.get(Scoring, proposal_id, populate_existing=True)
    today = places.working_days(session).day_of(now)
    interested = queries.interested_in_proposal(session, proposal_id)
    if refusal := refuse_to_score(
        actor,
        case.round_,
        case.committee,
        case.proposal,
        declared=queries.has_declared(session, case.committee.id, actor.account_id),
        has_interest=actor.account_id in interested,
        public=are_public(scoring, case.proposal, today),
    ):
        raise refusal
    given = _checked(marks, together, len(case.round_.criteria))
    first = scoring is None
    scoring = scoring or _begin(session, case, now=now)
    sheet = session.get(ScoreSheet, (proposal_id, int(actor.key)))
    new = sheet is None
    sheet = sheet or ScoreSheet(proposal_id=proposal_id, account_id=int(actor.key))
    sheet.version, sheet.marks = case.proposal.version, given
    sheet.together, sheet.given_at = tidy_line(together), now
    session.add(sheet)
    session.flush()
    if new:
        _log(session, ReviewLog.SCORES_GIVEN, actor, case, now=now, due=scoring.due_on.isoformat())
    return _after_sheet(session, actor, case, scoring, interested, first=first, now=now)


def _after_sheet(
    session: Session,
    actor: ActorRef,
    case: Case,
    scoring: Scoring,
    interested: set[int],
    *,
    first: bool,
    now: datetime,
) -> bool:
    """Public once all have scored; the first sheet asks the others."""
    members = quorum_for(
        session, case.round_, case.committee, interested=interested, now=now
    ).members
    done = {each.account_id for each in sheets_of(session, case.proposal.id)}
    if members <= done:
        _publish(session, case, scoring, now=now)
        return True
    if first:
        _ask_others(session, case, scoring, members - {actor.account_id}, now=now)
    return False


def _checked(marks: Sequence[int | None], together: str, criteria: int) -> list[int]:
    given = [each for each in marks if each is not None and LOWEST <= each <= HIGHEST]
    if len(given) != criteria or len(marks) != criteria:
        raise Conflict("scores.mark_needed")
    if len(tidy_line(together)) > SENTENCE_LETTERS:
        raise Conflict("scores.sentence_long", field="together")
    return given


def _begin(session: Session, case: Case, *, now: datetime) -> Scoring:
    days = places.working_days(session)
    today = days.day_of(now)
    due = min(days.after(today, SCORING_DAYS), days.last_day_of(case.round_.review_close_at))
    scoring = Scoring(proposal_id=case.proposal.id, opened_at=now, due_on=max(due, today))
    session.add(scoring)
    session.flush()
    return scoring


def publish_scores(session: Session, *, proposal_id: int, now: datetime) -> None:
    """Say in the log that the day to score has passed; does nothing before it, or twice."""
    case = locked_case(session, proposal_id)
    scoring = session.get(Scoring, proposal_id, populate_existing=True)
    today = places.working_days(session).day_of(now)
    if scoring is None or scoring.published_at is not None or not scoring.is_public(today):
        return
    _publish(session, case, scoring, now=now)


def _publish(session: Session, case: Case, scoring: Scoring, *, now: datetime) -> None:
    scoring.published_at = now
    session.flush()
    sheets = sheets_of(session, case.proposal.id)
    shown = sheets if len(sheets) >= FEWEST_SHOWN else []
    scores = [
        {
            "criterion": each.criterion,
            "lowest": each.lowest,
            "middle": list(each.middle),
            "highest": each.highest,
            "n": each.n,
        }
        for each in spreads_of(case.round_, shown)
    ]
    _log(session, ReviewLog.SCORES_PUBLISHED, SYSTEM, case, now=now, scores=scores)


def _log(
    session: Session, kind: ReviewLog, actor: ActorRef, case: Case, *, now: datetime, **told: object
) -> None:
    audit.record(
        session,
        kind,
        actor=actor,
        subject=proposal_path(case.round_.slug, case.proposal.number),
        now=now,
        committee=case.committee.slug,
        **told,
    )


def _ask_others(
    session: Session,
    case: Case,
    scoring: Scoring,
    others: set[int] | frozenset[int],
    *,
    now: datetime,
) -> None:
    for account_id in sorted(others):
        if to := email_of(session, account_id):
            announce(
                session,
                "review:scores_asked",
                now=now,
                to=to,
                number=case.proposal.number,
                by=scoring.due_on.isoformat(),
                path=f"/desk/delegate/{case.round_.slug}/proposals/{case.proposal.number}/scores",
            )
