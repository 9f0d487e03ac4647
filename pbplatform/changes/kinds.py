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
    """A team says that it changed a decision; a second person looks.

    Values: `team`, `change`.
    """
    WITHDRAWN = "changed:decision:withdrawn"
    """A team took back what waited for a second person.

    Values: `team`, `change`.
    """
    TURNED_DOWN = "changed:decision:turned_down"
    """A second person did not confirm it.

    Values: `team`, `change`.
    """
    CONFIRMED = "changed:decision:confirmed"
    """A decision was changed because of people: two people answer for it.

    Values: `team`, `change`, `words`, `day`, `first`, `first_role`, `second`, `second_role`.
    """
    CORRECTED = "changed:decision:corrected"
    """What was said of it was corrected, again by two people.

    Values: as confirmed, and `reason`; also `change`, `day`, `team`, `words`.
    """
    TAKEN_BACK = "changed:decision:taken_back"
    """It was taken back.

    Values: `team`, `change`, `reason`.
    """
