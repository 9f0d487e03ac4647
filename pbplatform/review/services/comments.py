"""Officials comment in the draft, and delegates say what became of it.

Source: docs/rules/review.md section 10.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from pbplatform.accounts.queries import email_of
from pbplatform.audit import services as audit
from pbplatform.core.actor import ActorRef
from pbplatform.core.errors import Conflict, NotAllowed, NotFound
from pbplatform.core.numbers import next_number
from pbplatform.core.outbox import announce
from pbplatform.places.models import Team
from pbplatform.proposals.domain.paths import proposal_path
from pbplatform.proposals.queries import version_of
from pbplatform.review import queries
from pbplatform.review.kinds import PARTS, CommentOutcome, ReviewLog
from pbplatform.review.models import DraftComment
from pbplatform.review.policies import refuse_to_answer_comment, refuse_to_comment
from pbplatform.review.queries.comments import was_asked
from pbplatform.review.services.standing import Case, locked_case

LETTERS = 2000


def comment_on_draft(
    session: Session,
    *,
    actor: ActorRef,
    proposal_id: int,
    team_id: int,
    part: str,
    passage: str,
    words: str,
    now: datetime,
) -> DraftComment:
    """Say something of a part of the draft; the delegates of the committee are told.

    Args:
        part: one of `PARTS`.
        passage: words that stand in it now; empty for all of it.
    Raises:
        NotAllowed: not an official of a team that was asked about it.
        Conflict: decided already, no words, or the passage does not stand there.
    """
    case = locked_case(session, proposal_id)
    team = session.get_one(Team, team_id)
    asked = was_asked(session, proposal_id, team_id)
    if refusal := refuse_to_comment(actor, team, case.proposal, asked=asked):
        raise refusal
    _check(session, case, part, passage, words)
    comment = DraftComment(
        proposal_id=proposal_id,
        number=next_number(session, f"comment:{proposal_id}"),
        version=case.proposal.version,
        part=part,
        passage=passage.strip(),
        words=words.strip(),
        team_id=team_id,
        made_by=actor.account_id,
        made_at=now,
        outcome="",
        outcome_words="",
    )
    session.add(comment)
    session.flush()
    _log(session, ReviewLog.COMMENT_MADE, actor, case, team, now=now)
    for each in queries.members(session, case.round_, case.committee, now=now):
        path = f"/desk/delegate/{case.round_.slug}/proposals/{case.proposal.number}"
        _mail(session, "comment_made", each.account_id, case, team, path, now=now)
    return comment


def _check(session: Session, case: Case, part: str, passage: str, words: str) -> None:
    if part not in PARTS:
        raise Conflict("comment.part_needed", field="part")
    text = version_of(session, case.proposal.id, case.proposal.version)
    if " ".join(passage.split()) not in " ".join(getattr(text, part).split()):
        raise Conflict("comment.passage_not_there", field="passage")
    if not words.strip() or len(words) > LETTERS:
        raise Conflict("comment.words_needed", field="words")


def answer_comment(
    session: Session,
    *,
    actor: ActorRef,
    comment_id: int,
    taken: bool,
    words: str,
    now: datetime,
) -> None:
    """Say what became of a comment: both are public from then on, and the official is told.

    Raises:
        NotAllowed: not a delegate of the committee, or interests not declared.
        Conflict: answered or taken back already, decided, or no words.
    """
    comment, case, team = _locked_comment(session, comment_id)
    if refusal := refuse_to_answer_comment(
        actor,
        case.round_,
        case.committee,
        case.proposal,
        comment,
        declared=queries.has_declared(session, case.committee.id, actor.account_id),
    ):
        raise refusal
    if not words.strip():
        raise Conflict("text.reason_needed", field="words")
    outcome = CommentOutcome.TAKEN if taken else CommentOutcome.NOT_TAKEN
    _settle(comment, case, actor, outcome, words.strip(), now)
    session.flush()
    _log(
        session,
        ReviewLog.COMMENT_ANSWERED,
        actor,
        case,
        team,
        now=now,
        outcome=str(outcome),
        reason=words.strip(),
    )
    if comment.made_by is not None:
        path = "/" + proposal_path(case.round_.slug, case.proposal.number)
        told = {"outcome": str(outcome), "words": words.strip()}
        _mail(session, "comment_answered", comment.made_by, case, team, path, now=now, **told)


def take_comment_back(session: Session, *, actor: ActorRef, comment_id: int, now: datetime) -> None:
    """An official takes their own comment back while it is open.

    Raises:
        NotAllowed: somebody else's, or no official of the team any more.
        Conflict: answered already, or decided.
    """
    comment, case, team = _locked_comment(session, comment_id)
    if refusal := refuse_to_comment(actor, team, case.proposal, asked=True):
        raise refusal
    if comment.made_by != actor.account_id:
        raise NotAllowed("comment.not_yours")
    if not comment.is_open:
        raise Conflict("comment.answered_already")
    _settle(comment, case, actor, CommentOutcome.TAKEN_BACK, "", now)
    session.flush()
    _log(session, ReviewLog.COMMENT_TAKEN_BACK, actor, case, team, now=now)


def _locked_comment(session: Session, comment_id: int) -> tuple[DraftComment, Case, Team]:
    found = session.get(DraftComment, comment_id)
    if found is None:
        raise NotFound("comment.not_found")
    case = locked_case(session, found.proposal_id)
    session.refresh(found, with_for_update=True)
    return found, case, session.get_one(Team, found.team_id)


def _settle(
    comment: DraftComment, case: Case, actor: ActorRef, outcome: str, words: str, now: datetime
) -> None:
    comment.outcome, comment.outcome_words = outcome, words
    comment.outcome_by, comment.outcome_at = actor.account_id, now
    comment.outcome_version = case.proposal.version


def _log(
    session: Session,
    kind: ReviewLog,
    actor: ActorRef,
    case: Case,
    team: Team,
    *,
    now: datetime,
    **told: str,
) -> None:
    audit.record(
        session,
        kind,
        actor=actor,
        subject=proposal_path(case.round_.slug, case.proposal.number),
        now=now,
        team=team.slug,
        **told,
    )


def _mail(
    session: Session,
    fact: str,
    account_id: int,
    case: Case,
    team: Team,
    path: str,
    *,
    now: datetime,
    **told: str,
) -> None:
    if to := email_of(session, account_id):
        announce(
            session,
            f"review:{fact}",
            now=now,
            to=to,
            number=case.proposal.number,
            team=team.name,
            path=path,
            **told,
        )
