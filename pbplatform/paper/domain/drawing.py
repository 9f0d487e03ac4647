"""Which sheets are compared by hand, and until when paper is kept.

Anybody can draw the same sheets again. Source: docs/rules/paper.md section 5.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256

ALL_UP_TO = 20
MOST_DRAWN = 100
DAYS_KEPT = 183  # after the certificate, where the round names no day


@dataclass(frozen=True, order=True)
class Sheet:
    """A sheet by its batch and its place in it, both from 1."""

    batch: int
    sheet: int


def number_drawn(sheets: int) -> int:
    """How many of so many sheets are compared: all of few, else 20 and one for each hundred."""
    if sheets <= ALL_UP_TO:
        return sheets
    return min(MOST_DRAWN, ALL_UP_TO + -(-sheets // 100))


def draw(lot: str, batches: Mapping[int, int]) -> list[Sheet]:
    """The sheets with the lowest SHA-256 of `lot|batch|sheet`, in the order of the batches.

    Args:
        lot: the digits of the lot number.
        batches: number of each sealed batch with how many sheets it has.
    """
    every = [Sheet(batch, sheet) for batch, n in batches.items() for sheet in range(1, n + 1)]

    def place(one: Sheet) -> bytes:
        return sha256(f"{lot}|{one.batch}|{one.sheet}".encode()).digest()

    return sorted(sorted(every, key=place)[: number_drawn(len(every))])


def kept_until(named: date | None, ended: date | None) -> date | None:
    """The last day on which papers are kept; None while the round goes on.

    Args:
        named: the day that the round names.
        ended: the day of the certificate, or on which the round was called off.
    """
    if ended is None:
        return None
    return max(named, ended) if named else ended + timedelta(days=DAYS_KEPT)
