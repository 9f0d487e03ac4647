"""Mishaps as walks through pages, a module for each section of docs/rules/mishaps.md."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.journeys.town import Start, Town, founded

Walk = Callable[[Town], None]


@dataclass(frozen=True)
class Mishap:
    """One mishap, by its number in docs/rules/mishaps.md.

    Attributes:
        untold: why nobody is told by mail, where that is so.
        over: why nobody acts next, where that is so.
        start: how the town stands when the walk begins.
    """

    number: str
    walk: Walk
    untold: str = ""
    over: str = ""
    start: Start = founded


_known: dict[str, Mishap] = {}


def mishap(
    number: str, *, untold: str = "", over: str = "", start: Start = founded
) -> Callable[[Walk], Walk]:
    """Register a walk under its number in docs/rules/mishaps.md."""

    def register(walk: Walk) -> Walk:
        assert number not in _known, f"two walks for {number}"
        _known[number] = Mishap(number, walk, untold, over, start)
        return walk

    return register


def known_mishaps() -> dict[str, Mishap]:
    """All walks, by number."""
    return dict(_known)
