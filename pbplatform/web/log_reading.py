"""How instants and windows of entries of the public log read."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

from pbplatform.web.presentation import clock_time, long_date, short_date, until
from pbplatform.web.sentences import gettext

_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z")


def instant_of(text: str) -> datetime:
    """The instant that an entry writes (aware, UTC).

    Raises:
        ValueError: it is none.
    """
    if not is_instant(text):
        raise ValueError(f"no instant: {text!r}")
    return datetime.fromisoformat(text)


def instant_words(at: datetime) -> str:
    """An instant as people say it."""
    return str(gettext("%(day)s, %(time)s", day=long_date(at), time=clock_time(at)))


def end_of_window(value: Any) -> str | None:
    """The end of a window: 00:00 is the end of the day before. None for what is no instant."""
    return instant_words(until(instant_of(value))) if is_instant(value) else None


def last_day(value: Any) -> str | None:
    """The day that ends at an instant: midnight at its end belongs to it."""
    return short_date(instant_of(value) - timedelta(microseconds=1)) if is_instant(value) else None


def is_instant(value: Any) -> bool:
    """Whether an entry writes an instant here."""
    return isinstance(value, str) and _INSTANT.fullmatch(value) is not None


def plain(number: int, _shown: str) -> str:
    """A number that counts nothing, so that nothing stands between its thousands."""
    return str(number)
