"""The section “From first word to built”, and how a thing stands, for every template.

Source: docs/rules/thread.md section 5.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import Flask, g, render_template
from markupsafe import Markup

from pbplatform.core.db import db
from pbplatform.core.thread import Depth, Moment, Station, Thread, tell, walk
from pbplatform.web.clock import request_now
from pbplatform.web.marked import with_names


@dataclass(frozen=True)
class Line:
    """One line of the section: a thing, or a step of one.

    Attributes:
        is_here: whether it is the thing whose page this is.
        state: how the thing stands; a short word where a later thing on the thread says it all.
    """

    on: date
    station: Station | None = None
    moment: Moment | None = None
    is_here: bool = False
    state: str = ""


def lines_of(thread: Thread) -> Sequence[Line]:
    """Things and their steps in the order of their days; a thing stands before its steps."""
    here = {station.path for station in thread.stations}
    lines: list[tuple[tuple[date, int, int, int], Line]] = []
    for place, station in enumerate(thread.stations):
        is_here = station.path == thread.here
        key = (station.on, int(station.rank), place, 0)
        goes_on = not is_here and not here.isdisjoint(station.later)
        state = f"{station.short}." if goes_on else station.state
        lines.append((key, Line(station.on, station, is_here=is_here, state=state)))
        for at, moment in enumerate(station.moments, start=1):
            on = max(moment.on, station.on)
            lines.append(((on, int(station.rank), place, at), Line(moment.on, moment=moment)))
    return [line for _key, line in sorted(lines, key=lambda each: each[0])]


def thread(path: str) -> Markup:
    """The section of the page of a thing; empty where nothing else belongs to it."""
    found = walk(db.session(), path, request_now(), done=_told())
    if found is None or found.is_alone:
        return Markup("")
    page = render_template("components/thread.html", lines=lines_of(found), more=found.more)
    return Markup(page)  # noqa: S704  # our own template


def station(path: str) -> Station | None:
    """How one thing stands today; None where it is not public."""
    told = _told()
    if path not in told:
        told.update(tell(db.session(), [path], request_now(), Depth.WHOLE, done=told))
    return told.get(path)


def _told() -> dict[str, Station]:
    """What was told as a whole in this request: a page tells it and then shows its thread."""
    told: dict[str, Station] = g.setdefault("stations", {})
    return told


def forget_told() -> None:
    """Before-request hook: a request begins with nothing told."""
    g.stations = {}


def register(app: Flask) -> None:
    """Let every template ask."""
    app.before_request(forget_told)
    app.jinja_env.globals.update(thread=thread, station=station)
    app.jinja_env.filters["with_names"] = with_names
