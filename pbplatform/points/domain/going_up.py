"""To whom a point goes when nobody in its team can give the answer that is due. Pure.

Source: docs/rules/points.md sections 4.5 and 6.3.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pbplatform.accounts.kinds import Role
from pbplatform.core.actor import PLACE
from pbplatform.points.domain.standing import LAST_STAGE
from pbplatform.points.kinds import Level, WhyUp


@dataclass(frozen=True)
class Holder:
    """Somebody who holds a role now.

    Attributes:
        role: official, elected or facilitator.
        scope: of the role: a team, a forum or the place.
        title: the post, may be empty.
    """

    account_id: int
    name: str
    title: str
    role: str
    scope: str


@dataclass(frozen=True)
class FirstAnswer:
    """Who gave the first answer, and in which post."""

    account_id: int
    title: str


@dataclass(frozen=True)
class Up:
    """Who can act on a point: its own team, or whom it went up to.

    Attributes:
        holder: whom it went up to; None at its own team, and where nobody holds a role.
        why: why it went up; None at its own team.
    """

    level: Level = Level.TEAM
    holder: Holder | None = None
    why: WhyUp | None = None

    @property
    def is_up(self) -> bool:
        return self.level is not Level.TEAM

    @property
    def name(self) -> str:
        return self.holder.name if self.holder else ""

    @property
    def mark(self) -> str:
        """By what a going up is known again: another level or person, another mark."""
        return f"{self.level}:{self.holder.account_id if self.holder else 0}"


AT_TEAM = Up()


def can_answer(holder: Holder, team: str, stage: int, first: FirstAnswer | None) -> bool:
    """Whether somebody of a team can give the answer of this stage.

    Args:
        team: scope of the team.
        first: who gave the first answer; None before it.
    """
    if holder.scope != team:
        return False
    if holder.role == Role.ELECTED:
        return True
    if holder.role != Role.OFFICIAL or stage == LAST_STAGE:
        return False
    if stage == 1 or first is None:
        return True
    return holder.account_id != first.account_id and holder.title not in ("", first.title)


def can_surely_answer(holders: Sequence[Holder], team: str, stage: int) -> bool:
    """Whether somebody of a team can give the answer of this stage, whoever gave the first one."""
    enough = (Role.ELECTED, Role.OFFICIAL) if stage == 1 else (Role.ELECTED,)
    return any(each.scope == team and each.role in enough for each in holders)


def go_up(
    holders: Sequence[Holder],
    *,
    team: str,
    lead: str,
    forum: str,
    stage: int,
    first: FirstAnswer | None,
) -> Up:
    """To whom a point goes.

    Args:
        holders: everybody who holds one of the three roles, in the order in which they are named.
        team, lead, forum: scopes of the team that must answer, the lead team, and the forum.
        stage: which answer is due: 1, 2 or 3.
    """
    if any(can_answer(each, team, stage, first) for each in holders):
        return AT_TEAM
    anybody = any(each.scope == team and each.role != Role.FACILITATOR for each in holders)
    why = WhyUp.NOBODY_SENIOR if anybody else WhyUp.NOBODY
    if lead != team:
        able = [each for each in holders if can_answer(each, lead, stage, first)]
        if able:
            return Up(Level.LEAD, min(able, key=_elected_first), why)
    for each in holders:
        if each.role == Role.ELECTED and each.scope == PLACE:
            return Up(Level.PLACE, each, why)
    facilitators = [each for each in holders if each.role == Role.FACILITATOR]
    for scope in (forum, PLACE):
        for each in facilitators:
            if each.scope == scope:
                return Up(Level.FACILITATOR, each, why)
    return Up(Level.NOBODY, None, why)


def _elected_first(holder: Holder) -> bool:
    return holder.role != Role.ELECTED
