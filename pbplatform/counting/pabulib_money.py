"""Amounts of a .pb file as whole minor units: one exponent for the whole file."""

from __future__ import annotations

import re

from pbplatform.counting.election import PbError
from pbplatform.counting.pabulib_notes import Notes, certain_number

LARGEST_MINOR = 10**15
"""More than any public budget in any currency, and far inside 64 bits."""

_AMOUNT = re.compile(r"(-?)(\d{1,15})(?:\.(\d{0,9}))?", re.ASCII)


class MoneyCells:
    """Collects the amounts of a file, then tells each in minor units.

    The exponent is the number of decimal places when every amount has the same, two or more.
    Otherwise it is 0 when no amount has decimals other than zeros, else 2, or as many places as
    the longest amount needs.
    """

    def __init__(self, path_name: str, notes: Notes | None = None) -> None:
        self._path_name = path_name
        self._notes = notes or Notes(path_name, strict=True)
        self._amounts: dict[tuple[str, int], tuple[str, str]] = {}
        self._most_decimals = 0
        self._places: set[int] = set()

    def add(self, line: int, field: str, text: str) -> None:
        """Take one amount.

        Raises:
            PbError: it is missing, not a number, negative or absurdly large.
        """
        text = text.strip()
        if not text:
            raise PbError(self._path_name, line, field, "is missing")
        match = _AMOUNT.fullmatch(text)
        if not match and (told := certain_number(text)):
            self._notes.add(line, field, "amounts", f"{text[:40]!r} is read as {told}")
            match = _AMOUNT.fullmatch(told)
        if not match:
            raise PbError(self._path_name, line, field, f"{text[:40]!r} is not an amount of money")
        sign, whole, decimals = match.groups()
        if sign:
            raise PbError(self._path_name, line, field, f"{text} is negative")
        if int(whole) > LARGEST_MINOR:
            raise PbError(self._path_name, line, field, f"{text} is too large")
        self._places.add(len(decimals or ""))
        decimals = (decimals or "").rstrip("0")
        self._amounts[field, line] = (whole, decimals)
        self._most_decimals = max(self._most_decimals, len(decimals))

    @property
    def exponent(self) -> int:
        if len(self._places) == 1 and max(self._places) >= 2:
            return max(self._places)
        return max(self._most_decimals, 2) if self._most_decimals else 0

    def minor(self, field: str, line: int) -> int:
        """The amount that `add` took from that line, in minor units."""
        whole, decimals = self._amounts[field, line]
        return int(whole + decimals.ljust(self.exponent, "0"))

    def is_the_amount(self, line: int, field: str, whole: str) -> bool:
        """Whether that line's amount is exactly `whole` major units."""
        found, decimals = self._amounts[field, line]
        return not decimals and found.lstrip("0") == whole
