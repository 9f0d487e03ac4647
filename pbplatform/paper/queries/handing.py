"""Papers given out and set aside, in numbers. Source: docs/rules/paper.md sections 2 and 4."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from pbplatform.core.errors import NotFound
from pbplatform.core.undecided import PaperNumbers
from pbplatform.paper.kinds import AsideOutcome, AsideWhy, Hand, How, PaperState
from pbplatform.paper.models.handing import PaperAside, PaperHand, PaperIssue, PaperMore
from pbplatform.rounds.models import Round

# What desks ask of each round is built once: to build a statement takes longer than to send it.
_ISSUES = (
    select(PaperIssue.how, PaperIssue.state, func.count())
    .where(PaperIssue.round_id == bindparam("round"))
    .group_by(PaperIssue.how, PaperIssue.state)
)
_ASIDES = (
    select(PaperAside.why, PaperAside.outcome, PaperAside.batched, func.count())
    .where(PaperAside.round_id == bindparam("round"))
    .group_by(PaperAside.why, PaperAside.outcome, PaperAside.batched)
)


def handed_numbers(session: Session, round_id: int) -> PaperNumbers:
    """What was given out and set aside, for the closing of the box.

    A paper given under a condition is given out and set aside at once. What lies in a batch is
    counted there.
    """
    issues, sides = _issues(session, round_id), _asides(session, round_id)
    waiting = sum(count for each, count in sides.items() if not each.batched)

    def ended(state: PaperState) -> int:
        return sum(count for (_how, was), count in issues.items() if was == state)

    def conditional(*outcomes: AsideOutcome) -> int:
        under = (each for each in sides if each.why.under_condition and each.outcome in outcomes)
        return sum(sides[each] for each in under)

    return PaperNumbers(
        issued=sum(_by_how(issues, sides).values()),
        spoiled=ended(PaperState.SPOILED),
        unused=ended(PaperState.UNUSED),
        returned=waiting,
        set_aside=waiting,
        undecided=sum(count for each, count in sides.items() if each.holds_up),
        conditional=conditional(*AsideOutcome),
        conditional_counted=conditional(AsideOutcome.COUNTS),
        conditional_refused=conditional(AsideOutcome.REFUSED),
    )


def decided_more(session: Session, round_id: int) -> list[PaperMore]:
    """What two people decided about sheets beyond what was given out, the first one first."""
    query = select(PaperMore).where(PaperMore.round_id == round_id).order_by(PaperMore.n)
    return list(session.scalars(query))


def given_by_how(session: Session, round_id: int) -> dict[How, int]:
    """How many papers were given out, by how they came to the voter."""
    return _by_how(_issues(session, round_id), _asides(session, round_id))


def _by_how(issues: dict[tuple[How, str], int], sides: dict[_Kind, int]) -> dict[How, int]:
    found: dict[How, int] = {}
    for (how, state), count in issues.items():
        # One given under a condition is counted where it was set aside, whether it counts or not.
        if state != PaperState.SLIP and how is not How.CONDITION:
            found[how] = found.get(how, 0) + count
    if under := sum(count for each, count in sides.items() if each.why.under_condition):
        found[How.CONDITION] = under
    return {how: found[how] for how in How if how in found}


def _issues(session: Session, round_id: int) -> dict[tuple[How, str], int]:
    rows = session.execute(_ISSUES, {"round": round_id})
    return {(How(row[0]), row[1]): row[2] for row in rows}


@dataclass(frozen=True)
class _Kind:
    why: AsideWhy
    outcome: str
    batched: bool

    @property
    def holds_up(self) -> bool:
        """Whether the paper of the round is not complete because of it."""
        if self.outcome == AsideOutcome.COUNTS:
            return not self.batched
        return self.outcome == AsideOutcome.OPEN and self.why is not AsideWhy.LATE


def _asides(session: Session, round_id: int) -> dict[_Kind, int]:
    rows = session.execute(_ASIDES, {"round": round_id})
    return {_Kind(AsideWhy(row[0]), row[1], row[2]): row[3] for row in rows}


def open_asides(session: Session, round_ids: Sequence[int]) -> dict[int, int]:
    """How many papers set aside are not decided, by round; rounds without one are left out."""
    rows = session.execute(
        select(PaperAside.round_id, func.count())
        .where(PaperAside.round_id.in_(round_ids), PaperAside.outcome == AsideOutcome.OPEN)
        .group_by(PaperAside.round_id)
    )
    return {row[0]: row[1] for row in rows}


def issues_of(session: Session, round_id: int, numbers: Sequence[int]) -> dict[int, PaperIssue]:
    """The newest paper of each of these voters that was not a slip; none where there was none."""
    rows = session.scalars(
        select(PaperIssue)
        .where(
            PaperIssue.round_id == round_id,
            PaperIssue.voter_no.in_(numbers),
            PaperIssue.state != PaperState.SLIP,
        )
        .order_by(PaperIssue.voter_no, PaperIssue.n)
        .execution_options(populate_existing=True)
    )
    return {row.voter_no: row for row in rows}


def hand_of(session: Session, round_id: int, account_id: int | None) -> Hand | None:
    """What this person did with papers in this round; None where they did nothing yet."""
    if account_id is None:
        return None
    own = (PaperHand.round_id == round_id, PaperHand.account_id == account_id)
    did = session.scalar(select(PaperHand.did).where(*own))
    return Hand(did) if did else None


def asides_of(session: Session, round_id: int) -> list[PaperAside]:
    """All papers set aside in a round, by number."""
    query = select(PaperAside).where(PaperAside.round_id == round_id).order_by(PaperAside.n)
    return list(session.scalars(query))


def aside_of(session: Session, round_id: int, n: int) -> PaperAside:
    """One paper that was set aside.

    Raises:
        NotFound: there is none with this number.
    """
    found = session.get(PaperAside, (round_id, n), populate_existing=True)
    if found is None:
        raise NotFound("paper.no_such_aside")
    return found


def asides_to_batch(session: Session, round_id: int) -> list[int]:
    """Numbers of papers that count and lie in no batch yet: a later batch takes them."""
    query = select(PaperAside.n).where(
        PaperAside.round_id == round_id,
        PaperAside.outcome == AsideOutcome.COUNTS,
        ~PaperAside.batched,
    )
    return list(session.scalars(query.order_by(PaperAside.n)))


@dataclass(frozen=True)
class WaitingAside:
    """A paper that two people have to decide about."""

    aside: PaperAside
    round_: Round


def waiting_asides(session: Session) -> list[WaitingAside]:
    """Of all rounds that go on, the one to be decided first before the others."""
    rows = session.execute(
        select(PaperAside, Round)
        .join(Round, Round.id == PaperAside.round_id)
        .where(PaperAside.outcome == AsideOutcome.OPEN, Round.called_off_at.is_(None))
        .order_by(PaperAside.decide_by, PaperAside.round_id, PaperAside.n)
    )
    return [WaitingAside(row[0], row[1]) for row in rows]


def given_on(session: Session, round_id: int, voter_no: int) -> date | None:
    """The day on which this voter got the paper that is out; None where none is."""
    issue = issues_of(session, round_id, [voter_no]).get(voter_no)
    return issue.given_on if issue is not None and issue.state == PaperState.OUT else None
