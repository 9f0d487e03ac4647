"""Whole numbers that people type and addresses carry: never larger than a column can hold."""

from __future__ import annotations

from typing import Any

from werkzeug.routing import IntegerConverter
from wtforms import IntegerField

LARGEST = 2**31 - 1


def whole(text: str) -> int:
    """The number that was typed or sent; for `type=` where a request is read.

    Raises:
        ValueError: not a whole number, or one that no column holds.
    """
    number = int(text)
    if abs(number) > LARGEST:
        raise ValueError("larger than any number here")
    return number


def whole_or_none(text: str | None) -> int | None:
    """The number in a hidden field; None when it holds none."""
    try:
        return whole(text or "")
    except ValueError:
        return None


class WholeConverter(IntegerConverter):
    """`<int:…>` of an address: a number nothing can have leads to no page."""

    def __init__(self, map: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(map, *args, **{"max": LARGEST, **kwargs})


class WholeField(IntegerField):  # type: ignore[misc]  # WTForms ships no types
    """A typed whole number; one that is too large is none."""

    data: Any

    def process_formdata(self, valuelist: list[str]) -> None:
        super().process_formdata(valuelist)
        if self.data is not None and abs(self.data) > LARGEST:
            self.data = None
            raise ValueError(self.gettext("Not a valid integer value."))
