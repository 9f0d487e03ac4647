"""Approval: one names the projects that one likes, all alike."""

from __future__ import annotations

from types import MappingProxyType

from pbplatform.counting.profile import BallotKind
from pbplatform.rounds.domain.ballots.ballot import NumbersBallot


class Approval(NumbersBallot):
    """Numbers of projects, ascending; `(4, 9)` and `(9, 4)` are one vote."""

    kind = "approval"
    counted_as = BallotKind.APPROVAL
    # Rounds that are open while the program changes keep their bytes and their length.
    sealed = MappingProxyType({"v": 1})
