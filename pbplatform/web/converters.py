"""Parts of addresses: numbers and the words that follow them."""

from __future__ import annotations

from typing import Any

from werkzeug.routing import BaseConverter, IntegerConverter

from pbplatform.core.whole import LARGEST


class WholeConverter(IntegerConverter):
    """`<int:…>` of an address: a number nothing can have leads to no page."""

    def __init__(self, map: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(map, *args, **{"max": LARGEST, **kwargs})


class DecorationConverter(BaseConverter):
    """What follows a number in an address: anything, since the number alone leads.

    A rule calls it `words`.
    """

    regex = "[^/]*"


def without_decoration(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    """No view is given the words behind a number; runs before the view of each request."""
    if values is not None:
        values.pop("words", None)
