"""Whether two titles are about the same: by the words that tell them apart.

Source: docs/rules/proposals.md section 1, docs/rules/intake.md section 5.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Set
from typing import Any, TypeVar

from pbplatform.core.text_fold import fold

Thing = TypeVar("Thing")


def stems_of(text: str) -> frozenset[str]:
    """Words that tell titles apart: four letters or more, without a plural's s."""
    return frozenset(word.rstrip("s") for word in fold(text).split() if len(word) >= 4)


def most_alike(
    wanted: Set[str],
    things: Iterable[Thing],
    *,
    words_of: Callable[[Thing], Set[str]],
    then: Callable[[Thing], Any],
    most: int = 3,
    close: bool = False,
) -> list[Thing]:
    """Things whose titles share words with another title, most words first.

    Args:
        wanted: the words of that title, as `stems_of` gives them.
        words_of: the same of each thing.
        then: orders those that share as many.
        close: only those that share more than half of the words of the shorter title.
    """
    found = []
    for each in things if wanted else ():
        other = words_of(each)
        count = len(wanted & other)
        if count and (not close or 2 * count > min(len(wanted), len(other))):
            found.append((count, each))
    found.sort(key=lambda pair: (-pair[0], then(pair[1])))
    return [each for _count, each in found[:most]]
