"""How the votes of a round came, in numbers. Source: docs/rules/results.md section 14."""

from __future__ import annotations

from sqlalchemy.orm import Session

from pbplatform.core.undecided import PaperNumbers
from pbplatform.results.domain.channels import Channels
from pbplatform.results.models import Result
from pbplatform.rounds.models import Round
from pbplatform.venues.kinds import Exclusion
from pbplatform.venues.queries.ways import exclusion_of
from pbplatform.voting.queries.box import close_entry, votes_on_paper


def channels_of(session: Session, round_: Round, result: Result) -> Channels | None:
    """The channels of a counted round, as its close entry has them; None in one without paper."""
    told = close_entry(session, round_)
    papers = PaperNumbers.read(told)
    if not papers and exclusion_of(session, round_.id) is Exclusion.NO_PAPER:
        return None
    return Channels(
        closed=result.envelopes,
        on_paper=votes_on_paper(told.get("by_kind", "")),
        valid=result.valid,
        invalid=result.invalid,
        papers=papers,
    )
