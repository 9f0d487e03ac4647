"""What delegates wrote down and others have yet to confirm: docs/rules/review.md section 4."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from pbplatform.accounts.models import Account
from pbplatform.accounts.queries import names_of
from pbplatform.places.queries import working_days
from pbplatform.proposals.models import Idea, Proposal
from pbplatform.review import queries
from pbplatform.review.kinds import VOTES, Stance
from pbplatform.review.models import (
    DecisionRecord,
    DecisionRecordVote,
    LeavingConfirmation,
    LeavingRecord,
)
from pbplatform.review.queries.quorum import quorum_for
from pbplatform.rounds.models import Committee, Round


@dataclass(frozen=True)
class RecordRow:
    """A decision that was written down and does not stand yet."""

    record: DecisionRecord
    votes: Sequence[DecisionRecordVote]
    names: dict[int, str]

    @property
    def facts(self) -> dict[str, str | int | bool | datetime | None]:
        return facts_of(self.record, self.votes)

    @property
    def recorder(self) -> str:
        return self.names[self.record.recorded_by]

    @property
    def waiting(self) -> list[str]:
        """Who has yet to confirm, by name."""
        found = (vote.account_id for vote in self.votes if vote.waits)
        return sorted(self.names[each] for each in found)

    def waits_for(self, account_id: int | None) -> bool:
        return any(vote.account_id == account_id and vote.waits for vote in self.votes)

    def is_absent(self, account_id: int | None) -> bool:
        """Whether it says that this person was not there."""
        return self.stance_of(account_id) == Stance.ABSENT

    @property
    def is_seconded(self) -> bool:
        """Whether somebody beside its writer confirmed it."""
        return any(
            vote.is_vote and vote.confirmed_at and vote.account_id != self.record.recorded_by
            for vote in self.votes
        )

    def may_object(self, account_id: int | None) -> bool:
        """Whether this person is named in it or wrote it."""
        named = {vote.account_id for vote in self.votes} | {self.record.recorded_by}
        return account_id in named

    def stance_of(self, account_id: int | None) -> str:
        return next((vote.stance for vote in self.votes if vote.account_id == account_id), "")

    def by_stance(self) -> dict[str, list[str]]:
        """Names by stance, in order of the alphabet."""
        return {
            str(stance): sorted(
                self.names[vote.account_id] for vote in self.votes if vote.stance == stance
            )
            for stance in Stance
        }


def facts_of(
    record: DecisionRecord, votes: Sequence[DecisionRecordVote]
) -> dict[str, str | int | bool | datetime | None]:
    """What a page shows of a record: what was shown is what is confirmed."""
    return {
        **{f"vote {vote.account_id}": vote.stance for vote in votes},
        "onto_ballot": record.onto_ballot,
        "reason": record.reason,
        "words": record.words,
        "day": record.decided_on.isoformat(),
        "object_by": record.object_by.isoformat() if record.object_by else "",
        "version": record.version,
        "costing": record.costing_id,
        "at": record.recorded_at,
    }


def votes_of(session: Session, proposal_id: int) -> list[DecisionRecordVote]:
    query = select(DecisionRecordVote).where(DecisionRecordVote.proposal_id == proposal_id)
    return list(session.scalars(query.order_by(DecisionRecordVote.account_id)))


def records_past(session: Session, now: datetime) -> list[int]:
    """Proposals with a record whose last day to object has passed."""
    waiting = select(DecisionRecord.proposal_id).where(DecisionRecord.object_by.is_not(None))
    if not session.scalar(waiting.limit(1)):
        return []
    today = working_days(session).day_of(now)
    off = select(Proposal.id).join(Round, Round.id == Proposal.round_id)
    stopped = off.where(Round.called_off_at.is_not(None))
    past = waiting.where(
        DecisionRecord.object_by < today, DecisionRecord.proposal_id.not_in(stopped)
    )
    return list(session.scalars(past.order_by(DecisionRecord.proposal_id)))


def record_row(session: Session, proposal_id: int) -> RecordRow | None:
    """What is written down of a decision; None before and after."""
    record = session.get(DecisionRecord, proposal_id)
    if record is None:
        return None
    votes = votes_of(session, proposal_id)
    names = names_of(session, [record.recorded_by, *(vote.account_id for vote in votes)])
    return RecordRow(record, votes, names)


def to_confirm(session: Session, committee_id: int, account_id: int) -> list[int]:
    """Numbers of proposals whose record waits for this delegate's own word."""
    asked = {"committee": committee_id, "account": account_id}
    return list(session.scalars(_TO_CONFIRM, asked))


# Built once: to build a statement takes longer than to send it.
_TO_CONFIRM = (
    select(Proposal.number)
    .join(DecisionRecordVote, DecisionRecordVote.proposal_id == Proposal.id)
    .where(
        Proposal.committee_id == bindparam("committee"),
        DecisionRecordVote.account_id == bindparam("account"),
        DecisionRecordVote.confirmed_at.is_(None),
        DecisionRecordVote.stance.in_(VOTES),
    )
    .order_by(Proposal.number)
)


@dataclass(frozen=True)
class LeavingRow:
    """An idea that one delegate wants to leave, until a second one confirms it."""

    record: LeavingRecord
    recorder: str

    @property
    def facts(self) -> dict[str, str | int | bool | datetime]:
        """What its page shows."""
        return {
            "reason": self.record.reason,
            "reopens": self.record.reopens,
            "words": self.record.words,
            "by": self.record.recorded_by,
            "at": self.record.recorded_at,
        }


@dataclass(frozen=True)
class Agreement:
    """Who agrees that an idea is left, of those who still are delegates, and how many it takes."""

    names: Sequence[str]
    accounts: frozenset[int]
    needed: int

    @property
    def is_reached(self) -> bool:
        return len(self.accounts) >= self.needed


def leaving_quorum(
    session: Session, idea: Idea, round_: Round, committee: Committee, *, now: datetime
) -> Agreement:
    """How far the delegates agree on what one of them wrote down about an idea."""
    record = session.get(LeavingRecord, idea.id)
    said = select(LeavingConfirmation.account_id).where(LeavingConfirmation.idea_id == idea.id)
    agreed = set(session.scalars(said)) | ({record.recorded_by} if record else set())
    interested = queries.interested_in_idea(session, idea.id)
    quorum = quorum_for(session, round_, committee, interested=interested, now=now)
    counted = frozenset(agreed & quorum.members)
    names = names_of(session, counted) if counted else {}
    return Agreement(sorted(names.values()), counted, quorum.needed)


def leaving_row(session: Session, idea_id: int) -> LeavingRow | None:
    """What one delegate wrote to the author, not sent yet; None where there is nothing."""
    query = (
        select(LeavingRecord, Account.name)
        .join(Account, Account.id == LeavingRecord.recorded_by)
        .where(LeavingRecord.idea_id == idea_id)
    )
    found = session.execute(query).one_or_none()
    return LeavingRow(found[0], found[1]) if found else None


def leaving_ideas(session: Session, idea_ids: Sequence[int]) -> dict[int, int]:
    """Who wants to leave which of these ideas: accounts by idea."""
    query = select(LeavingRecord).where(LeavingRecord.idea_id.in_(list(idea_ids)))
    return {each.idea_id: each.recorded_by for each in session.scalars(query)}
