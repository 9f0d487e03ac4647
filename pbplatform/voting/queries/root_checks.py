"""Whether roots of a roll, both logs and the roll itself say the same.

Source: docs/rules/voting.md section 13.6.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy.orm import Session

from pbplatform.core.errors import Conflict
from pbplatform.core.progress import Progress, untold
from pbplatform.rounds.kinds import RoundLog
from pbplatform.rounds.models import Round
from pbplatform.voting.kinds import VoteLog
from pbplatform.voting.models.checking import AT_CLOSE, AT_FREEZE, RollRoot
from pbplatform.voting.queries.ballot_log import BallotLog
from pbplatform.voting.queries.roll_root import is_the_roll_of_root, roots_of


def root_findings(
    session: Session,
    round_: Round,
    told: BallotLog,
    site: dict[str, dict[str, Any]],
    tell: Progress = untold,
) -> Iterator[Conflict]:
    """Findings about the roots; rounds that were frozen before there were any have none."""
    roots = roots_of(session, round_.id)
    at_freeze = told.stages.get(RoundLog.DEFINITION_FROZEN, {})
    at_close = told.stages.get(VoteLog.URN_CLOSED, {})
    rooted = site.get(VoteLog.ROLL_ROOTED, {}).get("data", {})
    on_site = {"roll_rows": rooted.get("rows"), "roll_root": rooted.get("root")}
    same = (
        _pair(at_freeze) == _pair(on_site) == _kept(roots.get(AT_FREEZE))
        and _pair(at_close) == _kept(roots.get(AT_CLOSE))
        and (not at_close or (AT_FREEZE in roots) == (AT_CLOSE in roots))
        and at_close.get("roll_rows") in (None, _rows(at_close))
    )
    if not same:
        yield Conflict("check.roll_root_differs")
    elif not is_the_roll_of_root(session, round_.id, tell):
        yield Conflict("check.roll_not_of_root")


def _pair(told: dict[str, Any]) -> tuple[Any, Any]:
    return told.get("roll_rows"), told.get("roll_root")


def _kept(root: RollRoot | None) -> tuple[Any, Any]:
    return (root.rows, bytes(root.root).hex()) if root else (None, None)


def _rows(closed: dict[str, Any]) -> int:
    """Every row has a leaf: those on the roll and those who are struck."""
    return int(closed.get("roll", 0)) + int(closed.get("struck", 0))
