"""Dates as a calendar (RFC 5545), written line by line. Source: docs/rules/feeds.md section 2."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from urllib.parse import urlsplit

from flask import Response
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from pbplatform.web.feeds import followed
from pbplatform.web.frame import current_frame
from pbplatform.web.languages import page_language
from pbplatform.web.navigation import whole_url

CALENDAR = "text/calendar"
ADD: LazyString = _l("Add to your calendar")
FOLD_AT = 75  # bytes, the line end not counted
_HOUR = timedelta(hours=1)
_NEVER = re.compile("[\x00-\x09\x0b-\x1f\x7f]")  # a text holds no control character but line ends


class Status(StrEnum):
    """How an event stands."""

    CONFIRMED = "CONFIRMED"
    TENTATIVE = "TENTATIVE"
    CANCELLED = "CANCELLED"


@dataclass(frozen=True)
class Event:
    """One event.

    Attributes:
        key: what its identity is made of; never changes.
        begins: aware; `ends` likewise, None where nobody said it.
        changed_at: when what is told here changed last.
        sequence: grows with every change.
        path: of its page, without a stroke before it.
        is_busy: whether it takes the time of whoever adds it.
    """

    key: str
    path: str
    title: str
    begins: datetime
    changed_at: datetime
    sequence: int
    ends: datetime | None = None
    status: Status = Status.CONFIRMED
    place: str = ""
    text: str = ""
    is_busy: bool = True


def end_of(instant: datetime) -> tuple[datetime, datetime]:
    """The hour before an end: it stands on the day that people mean."""
    return instant - _HOUR, instant


def calendar(name: str, events: Sequence[Event]) -> Response:
    """The answer of a view that is `beside` a page with dates."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//pbplatform//pbplatform//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{_escaped(name)}",
        f"X-WR-TIMEZONE:{current_frame().timezone.key}",
        "REFRESH-INTERVAL;VALUE=DURATION:PT12H",
        *(line for event in events for line in _event(event)),
        "END:VCALENDAR",
    ]
    body = "".join(f"{part}\r\n" for line in lines for part in _folded(line))
    answer = Response(body.encode(), content_type=f"{CALENDAR}; charset=utf-8")
    answer.headers["Content-Language"] = page_language()
    return followed(answer)


def _event(event: Event) -> Iterator[str]:
    host = urlsplit(whole_url("")).hostname or "localhost"
    yield "BEGIN:VEVENT"
    yield f"UID:{event.key}@{host}"
    yield f"DTSTAMP:{_instant(event.changed_at)}"
    yield f"LAST-MODIFIED:{_instant(event.changed_at)}"
    yield f"SEQUENCE:{event.sequence}"
    yield f"DTSTART:{_instant(event.begins)}"
    if event.ends is not None:
        yield f"DTEND:{_instant(event.ends)}"
    yield f"STATUS:{event.status}"
    yield f"SUMMARY:{_escaped(event.title)}"
    if event.place:
        yield f"LOCATION:{_escaped(event.place)}"
    if event.text:
        yield f"DESCRIPTION:{_escaped(event.text)}"
    yield f"URL:{whole_url(event.path)}"
    yield f"TRANSP:{'OPAQUE' if event.is_busy else 'TRANSPARENT'}"
    yield "END:VEVENT"


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _escaped(text: str) -> str:
    """A text as RFC 5545 section 3.3.11 wants it, on one line."""
    plain = _NEVER.sub("", text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " "))
    for sign in ("\\", ";", ","):
        plain = plain.replace(sign, f"\\{sign}")
    return plain.replace("\n", "\\n")


def _folded(line: str) -> Iterable[str]:
    """A line in parts of 75 bytes at most, each but the first after a space; no letter is cut."""
    parts, room = [""], FOLD_AT
    for letter in line:
        size = len(letter.encode())
        if size > room:
            parts.append(" ")
            room = FOLD_AT - 1
        parts[-1] += letter
        room -= size
    return parts
