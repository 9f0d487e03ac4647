"""Sums of a round in words: the last step before a sentence, a cell or a bar."""

from __future__ import annotations

from collections.abc import Callable

from pbplatform.core.money import Currency
from pbplatform.web.presentation import money

NOTHING = "–"
Shown = Callable[[int | None], str]
"""Minor units as people read them; a dash where there is no sum."""


def shown_in(currency: Currency) -> Shown:
    """How sums of a round with this currency are written."""
    return lambda minor: NOTHING if minor is None else money(minor, currency)
