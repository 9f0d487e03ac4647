"""Telling whoever waits how far a long act is. What the act does never depends on it.

Source: docs/rules/running.md section 8.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

T = TypeVar("T")
Progress = Callable[[int], None]
"""Told how many further things are done."""
Parts = Callable[[str, int], Progress]
"""Told which part of an act begins, and how many things it has; what it answers is told of each."""

_EACH = 500


def untold(_done: int) -> None:
    """Nobody waits."""


def nobody(_part: str, _whole: int) -> Progress:
    """Nobody waits for any part."""
    return untold


def telling(things: Iterable[T], tell: Progress) -> Iterator[T]:
    """The same things one by one; told in hundreds, so that telling costs nothing."""
    number = 0
    for number, thing in enumerate(things, 1):
        yield thing
        if number % _EACH == 0:
            tell(_EACH)
    if number % _EACH:
        tell(number % _EACH)
