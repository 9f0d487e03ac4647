"""Which ways to vote a round has. Source: docs/rules/paper.md section 1."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from pbplatform.audit import services as audit
from pbplatform.core.actor import ActorRef
from pbplatform.core.confirmation import Facts, require_same
from pbplatform.core.errors import Conflict
from pbplatform.places.queries import working_days
from pbplatform.rounds.queries.locking import lock_round
from pbplatform.venues.kinds import Exclusion, VenueLog
from pbplatform.venues.models import RoundWays
from pbplatform.venues.policies import refuse_to_say_ways
from pbplatform.venues.queries.ways import ways_of


@dataclass(frozen=True)
class Ways:
    """What a facilitator says of the ways to vote.

    Attributes:
        papers_kept_until: the last day on which papers are kept; only with paper.
    """

    paper: Exclusion = Exclusion.NO_PAPER
    kiosk: bool = False
    helped: bool = False
    papers_kept_until: date | None = None

    @classmethod
    def of(cls, row: RoundWays | None) -> Ways:
        """What stands; a round of which nothing was said has no other way than a screen."""
        if row is None:
            return cls()
        return cls(Exclusion(row.paper), row.kiosk, row.helped, row.papers_kept_until)

    @property
    def facts(self) -> Facts:
        """For the page on which they are changed, and for the log."""
        day = self.papers_kept_until
        return {
            "paper": str(self.paper),
            "kiosk": self.kiosk,
            "helped": self.helped,
            "papers_kept_until": day.isoformat() if day else "",
        }


def say_ways(
    session: Session, *, actor: ActorRef, round_id: int, ways: Ways, seen: str | None, now: datetime
) -> None:
    """Say which ways to vote a round has; the same again writes nothing.

    Args:
        seen: what the page showed (`Ways.facts`, sealed); None where no page did.
    Raises:
        NotAllowed: not its facilitator.
        Conflict: frozen or called off; the day for papers is missing, too early or not needed.
        ChangedMeanwhile: somebody else said something else meanwhile.
    """
    round_ = lock_round(session, round_id)
    if refusal := refuse_to_say_ways(actor, round_):
        raise refusal
    row = ways_of(session, round_id)
    if seen is not None:
        require_same(seen, Ways.of(row).facts)
    day = ways.papers_kept_until
    if ways.paper and day is None:
        raise Conflict("ways.no_day_for_papers", field="papers_kept_until")
    if day is not None and not ways.paper:
        raise Conflict("ways.day_without_papers", field="papers_kept_until")
    if day is not None and day <= working_days(session).day_of(round_.results_at):
        raise Conflict("ways.papers_kept_too_short", field="papers_kept_until")
    if row is not None and Ways.of(row) == ways:
        return
    if row is None:
        row = RoundWays(round_id=round_id)
        session.add(row)
    row.paper, row.kiosk, row.helped = ways.paper, ways.kiosk, ways.helped
    row.papers_kept_until, row.said_at = day, now
    session.flush()
    audit.record(
        session, VenueLog.WAYS_SAID, actor=actor, subject=round_.path, now=now, **ways.facts
    )
