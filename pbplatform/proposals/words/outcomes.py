"""What the votes of a round came to, as lists of ideas and proposals are filtered by it.

Source: docs/rules/thread.md section 7.8.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from pbplatform.core.thread import Depth, Outcome, tell
from pbplatform.proposals.domain.paths import proposal_path
from pbplatform.rounds.models import Round
from pbplatform.rounds.queries import ballot_numbers
from pbplatform.web.sentences import gettext

_TO_CHOOSE = (Outcome.WON, Outcome.LOST)


def outcomes_to_choose(round_: Round) -> Sequence[tuple[str, str]]:
    """Filters for what won and what did not; none until the round is counted."""
    if round_.counted_at is None:
        return ()
    return ((Outcome.WON, gettext("Won")), (Outcome.LOST, gettext("Did not win")))


def numbers_with(
    session: Session, round_: Round, wanted: str, now: datetime
) -> frozenset[int] | None:
    """Numbers of the proposals with the outcome that is asked for; None where none is."""
    if wanted not in _TO_CHOOSE:
        return None
    numbers = {proposal_path(round_.slug, each): each for each in ballot_numbers(session, round_)}
    told = tell(session, list(numbers), now, Depth.SHORT)
    return frozenset(
        numbers[path] for path, one in told.items() if path in numbers and one.outcome == wanted
    )
