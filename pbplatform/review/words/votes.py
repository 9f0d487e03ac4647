"""How delegates voted, as the page of a decision says it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pbplatform.review.domain.spread import Spread
from pbplatform.review.kinds import VOTES, Stance
from pbplatform.web.presentation import listed
from pbplatform.web.sentences import gettext


def vote_words(names: Mapping[str, Sequence[str]]) -> list[tuple[str, str]]:
    """Each stance with the names of who took it; who took no part only where somebody did not."""
    told = [
        (gettext("For:"), _listed(names[Stance.FOR])),
        (gettext("Against:"), _listed(names[Stance.AGAINST])),
        (gettext("Abstained:"), _listed(names[Stance.ABSTAINED])),
    ]
    if out := names[Stance.NO_PART]:
        words = gettext("Took no part, because of a declared interest:")
        told.append((words, _listed(out)))
    if out := names.get(Stance.ABSENT, ()):
        told.append((gettext("Not there:"), _listed(out)))
    if out := names.get(Stance.LEFT, ()):
        told.append((gettext("Left the committee meanwhile:"), _listed(out)))
    return told


def middle_words(spread: Spread) -> str:
    """The score in the middle, or the two beside it."""
    if len(spread.middle) == 1:
        return str(spread.middle[0])
    lower, upper = spread.middle
    return str(gettext("%(lower)s to %(upper)s", lower=lower, upper=upper))


def present(names: Mapping[str, Sequence[str]]) -> int:
    """How many delegates were there: all who took part."""
    return sum(len(names[each]) for each in VOTES)


def _listed(names: Sequence[str]) -> str:
    return (listed(names) or gettext("nobody")) + "."
