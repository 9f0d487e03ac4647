"""One point as a row of a list, in words; and which points a filter shows."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date

from flask_babel import lazy_gettext as _l
from markupsafe import Markup

from pbplatform.core.text_slug import numbered
from pbplatform.points.domain.standing import Standing
from pbplatform.points.domain.stretches import Cell
from pbplatform.points.kinds import Stand
from pbplatform.points.queries import PointView
from pbplatform.points.queries.standings import Cells, Narrowed
from pbplatform.promises.kinds import PromiseState
from pbplatform.promises.queries import promised_day
from pbplatform.promises.words.states import promise_words
from pbplatform.web.figures import SummaryRow
from pbplatform.web.marked import marked, named, safe
from pbplatform.web.presentation import day_month, number, short_date
from pbplatform.web.sentences import gettext, ngettext


def ref_of(view: PointView) -> str:
    """`31-bins-sidings-row`: the number is the key, the words are decoration."""
    return numbered(view.point.number, view.point.title)


def short(text: str, most: int = 140) -> str:
    """The beginning of what somebody said, ended at a word; the whole stands on its own page."""
    if len(text) <= most:
        return text
    return f"{text[:most].rsplit(None, 1)[0]} …"


def raised_by(view: PointView) -> Markup:
    """`Rosa, Thursday 28 January. 12 supporters.`, without a count while nobody supports it."""
    name = view.point.raised_as
    values = safe(
        name=named(name) if name else gettext("No name"), day=day_month(view.facts.came_on)
    )
    who = marked(gettext("%(name)s, %(day)s.", **values))
    if not view.supporters:
        return who
    count = ngettext("%(num)s supporter.", "%(num)s supporters.", view.supporters)
    return Markup("{} {}").format(who, count)


def promise_line(view: PointView) -> Markup:
    """The promises of a point with their days and states, in one line."""
    told = [
        marked(
            gettext(
                "%(what)s, by %(day)s. %(state)s.",
                **safe(
                    what=named(promise.what),
                    day=short_date(promise.due_current),
                    state=promise_words(promised_day(promise).state(view.standing.today)),
                ),
            )
        )
        for promise in view.promises
    ]
    return Markup(" ").join(told) if told else Markup(gettext("None."))  # noqa: S704


Stood = Cell | Standing
Test = Callable[[Stood], bool]


def _all(stood: Stood) -> bool:
    return stood.stand not in (Stand.JOINED, Stand.WITHDRAWN)


def _withdrawn(stood: Stood) -> bool:
    return stood.stand is Stand.WITHDRAWN


def _waiting(stood: Stood) -> bool:
    return stood.is_open


def _late(stood: Stood) -> bool:
    return stood.is_late


def _answered(stood: Stood) -> bool:
    return stood.is_answered


def _kept(stood: Stood) -> bool:
    return stood.promise in (PromiseState.KEPT, PromiseState.KEPT_LATE)


def _broken(stood: Stood) -> bool:
    return stood.promise in (PromiseState.MISSED, PromiseState.BROKEN)


def _higher(stood: Stood) -> bool:
    return stood.is_taken_higher or stood.stand is Stand.VERY_LATE


SHOW: dict[str, Test] = {
    "all": _all,
    "waiting": _waiting,
    "late": _late,
    "answered": _answered,
    "kept": _kept,
    "broken": _broken,
    "higher": _higher,
    "withdrawn": _withdrawn,
}


_SHOWN = {
    "all": _l("All, %(num)s"),
    "waiting": _l("Waiting, %(num)s"),
    "late": _l("Late, %(num)s"),
    "answered": _l("Answered, %(num)s"),
    "kept": _l("Promise kept, %(num)s"),
    "broken": _l("Promise missed or broken, %(num)s"),
    "higher": _l("Taken higher, %(num)s"),
    "withdrawn": _l("Withdrawn, %(num)s"),
}


def show_words(key: str, count: int) -> str:
    """What a filter is called, with its count."""
    return str(_SHOWN[key]) % {"num": number(count)}


NO_AREA = "-"
"""In the place of an area: points that name none."""


@dataclass(frozen=True)
class Filter:
    """What a reader asked for; unknown words show everything."""

    show: str = "all"
    team: str = ""
    area: str = ""

    @property
    def test(self) -> Test:
        """What became of the points that are shown."""
        return SHOW.get(self.show, _all)

    @property
    def narrowed(self) -> Narrowed:
        """To whose points the list is narrowed."""
        area = "" if self.area == NO_AREA else self.area
        return Narrowed(self.team, area if self.area else None)

    @property
    def without_area(self) -> Narrowed | None:
        """As narrowed, but naming no area, while one is asked for; None while none is.

        Source: docs/rules/text.md section 2.5.
        """
        if self.area in ("", NO_AREA):
            return None
        return replace(self, area=NO_AREA).narrowed

    def count(self, cells: Cells) -> int:
        """How many of these points are shown."""
        return sum(number for cell, number in cells.items() if self.test(cell))

    def keep(self, views: Iterable[PointView]) -> list[PointView]:
        """Of these points those that are shown, in the order of the list."""
        return in_order(view for view in views if self.test(view.standing) and self._places(view))

    def _places(self, view: PointView) -> bool:
        """Whether the point is of the team and area asked for."""
        wanted = self.narrowed
        team = not wanted.team or view.team.slug == wanted.team
        return team and (wanted.area is None or view.area == wanted.area)


def in_order(views: Iterable[PointView]) -> list[PointView]:
    """Late ones first, the one that was due first before the others; then the newest."""
    return sorted(
        views, key=lambda view: (not view.standing.is_late, _due(view), -view.point.number)
    )


def _due(view: PointView) -> date:
    return view.standing.due if view.standing.is_late else date.min


def clock_rows(view: PointView, due: Markup) -> list[SummaryRow]:
    """The dates of a point's clock, one day to come at most; `due` is the first day, in words."""
    standing, clock = view.standing, view.standing.clock
    begun = clock.start <= standing.today
    rows: list[SummaryRow] = [
        {
            "key": gettext("The clock started") if begun else gettext("The clock starts"),
            "value": short_date(clock.start),
        }
    ]
    if clock.is_stopped(standing.today) and not view.answers:
        # The day to come is that of the reply; the day of the answer follows from it.
        left = ngettext("%(num)s working day", "%(num)s working days", clock.left)
        rows.append({"key": gettext("Stopped to ask"), "value": gettext("Once")})
        rows.append({"key": gettext("Left for the answer"), "value": left})
        return rows
    if not view.answers:
        name = gettext("Answer was due") if standing.is_late else gettext("Answer due")
        rows.append({"key": name, "value": due})
        if clock.paused:
            rows.append({"key": gettext("Stopped to ask"), "value": gettext("Once")})
        return rows
    names = {1: gettext("First answer"), 2: gettext("Second answer"), 3: gettext("Last answer")}
    rows += [{"key": names[answer.n], "value": short_date(answer.day)} for answer in view.answers]
    if standing.is_open:
        name = gettext("Next answer was due") if standing.is_late else gettext("Next answer due")
        rows.append({"key": name, "value": short_date(standing.due)})
    return rows
