"""States of a changed decision, what it can be because of, and its entries of the public log."""

from __future__ import annotations

from enum import StrEnum

from pbplatform.audit.kinds import LogKind


class VersionState(StrEnum):
    """What became of one version of what is said; a version that lapsed is told from its day."""

    WAITING = "waiting"  # for a second person
    CONFIRMED = "confirmed"
    TURNED_DOWN = "turned-down"
    WITHDRAWN = "withdrawn"  # by the team, or because it was said anew


TRANSITIONS: dict[VersionState, frozenset[VersionState]] = {
    VersionState.WAITING: frozenset(
        {VersionState.CONFIRMED, VersionState.TURNED_DOWN, VersionState.WITHDRAWN}
    ),
    VersionState.CONFIRMED: frozenset(),
    VersionState.TURNED_DOWN: frozenset(),
    VersionState.WITHDRAWN: frozenset(),
}


class Because(StrEnum):
    """Because of what a decision was changed."""

    POINT = "point"
    IDEA = "idea"
    PROJECT = "project"


class ChangesLog(LogKind):
    """What the public log tells of changed decisions. In words: docs/audit.md."""

    SAID = "changed:decision:said"
    WITHDRAWN = "changed:decision:withdrawn"
    TURNED_DOWN = "changed:decision:turned_down"
    CONFIRMED = "changed:decision:confirmed"
    CORRECTED = "changed:decision:corrected"
    TAKEN_BACK = "changed:decision:taken_back"
