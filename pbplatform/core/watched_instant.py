"""The instant of a request that remembers what it was asked.

It is a `datetime` like every other. Whoever compares it, or takes its day, gets the plain answer;
the watch learns at which instant that answer will be another one. What has no such instant, as
its seconds in words, says so, and the page is not kept.

Source: docs/rules/shared-pages.md section 3.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from datetime import date as day_of_year
from datetime import time as time_of_day
from typing import Any, Self

from pbplatform.core.watch import Watch

_HOUR, _MINUTE, _SECOND = timedelta(hours=1), timedelta(minutes=1), timedelta(seconds=1)
_MICROSECOND = timedelta(microseconds=1)
_BELOW_AN_HOUR = {"minute": 0, "second": 0, "microsecond": 0}


def bare(value: Any) -> Any:
    """The value without what watches it."""
    return value.plain if isinstance(value, WatchedInstant | WatchedSpan) else value


class WatchedInstant(datetime):
    """An instant that goes on with the clock, `ahead` of the one that the watch is of."""

    plain: datetime
    ahead: timedelta
    watch: Watch

    @classmethod
    def made(cls, plain: datetime, watch: Watch, ahead: timedelta = timedelta(0)) -> Self:
        self = datetime.__new__(
            cls, *plain.timetuple()[:6], plain.microsecond, plain.tzinfo, fold=plain.fold
        )
        self.plain, self.watch, self.ahead = plain, watch, ahead
        return self

    # Comparing with an instant that stands still: the answer changes when this one gets there.
    # With a column, the column makes a statement of it (`core/watched_statement.py`).

    def _met(self, other: datetime) -> datetime:
        if isinstance(other, WatchedInstant):
            return other.plain  # both go on alike
        if other.tzinfo and self.plain.tzinfo:
            self.watch.changes_at((other - self.ahead).astimezone(UTC))
        return other

    def __lt__(self, other: Any) -> bool:
        if not isinstance(other, datetime):
            return NotImplemented
        return self.plain < self._met(other)

    def __le__(self, other: Any) -> bool:
        if not isinstance(other, datetime):
            return NotImplemented
        return self.plain <= self._met(other)

    def __gt__(self, other: Any) -> bool:
        if not isinstance(other, datetime):
            return NotImplemented
        return self.plain > self._met(other)

    def __ge__(self, other: Any) -> bool:
        if not isinstance(other, datetime):
            return NotImplemented
        return self.plain >= self._met(other)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, datetime):
            return NotImplemented
        return bool(self.plain == self._met(other))

    def __ne__(self, other: object) -> bool:
        if not isinstance(other, datetime):
            return NotImplemented
        return bool(self.plain != self._met(other))

    def __hash__(self) -> int:
        return hash(self._all_the_time("hash"))

    # Sums

    def __add__(self, other: Any) -> Any:
        if isinstance(other, WatchedSpan):
            return self._all_the_time("sum") + other.plain
        if not isinstance(other, timedelta):
            return NotImplemented
        return self.made(self.plain + other, self.watch, self.ahead + other)

    __radd__ = __add__

    def __sub__(self, other: Any) -> Any:
        if isinstance(other, WatchedInstant):
            return self.plain - other.plain
        if isinstance(other, datetime):
            start = (other - self.ahead).astimezone(UTC)
            return WatchedSpan(self.plain - other, self.watch, start, grows=True)
        if isinstance(other, WatchedSpan):
            return self._all_the_time("difference") - other.plain
        return self.__add__(-other) if isinstance(other, timedelta) else NotImplemented

    def __rsub__(self, other: Any) -> Any:
        if not isinstance(other, datetime):
            return NotImplemented
        end = (other - self.ahead).astimezone(UTC)
        return WatchedSpan(other - self.plain, self.watch, end, grows=False)

    # Parts: each lasts until the next one begins.

    def _until_tomorrow(self) -> datetime:
        local = self.plain
        if local.tzinfo is None:
            return self._all_the_time("a day without its zone")
        next_day = local.date() + timedelta(days=1)
        begins = datetime.combine(next_day, time_of_day(0), tzinfo=local.tzinfo).astimezone(UTC)
        self.watch.changes_at(begins - self.ahead)
        # Where clocks go back over midnight, a day comes twice.
        again = datetime.combine(next_day, time_of_day(0), tzinfo=local.tzinfo).replace(fold=1)
        self.watch.changes_at(again.astimezone(UTC) - self.ahead)
        return local

    def _until_next(self, unit: timedelta, past: timedelta) -> datetime:
        if self.plain.tzinfo is None:
            return self._all_the_time("a time without its zone")
        self.watch.changes_at(self.plain.astimezone(UTC) - past + unit - self.ahead)
        return self.plain

    def _all_the_time(self, what: str) -> datetime:
        self.watch.goes_on(what)
        return self.plain

    def _past_minute(self) -> timedelta:
        return timedelta(seconds=self.plain.second, microseconds=self.plain.microsecond)

    def _until_next_hour(self) -> datetime:
        past = timedelta(minutes=self.plain.minute) + self._past_minute()
        return self._until_next(_HOUR, past)

    def date(self) -> day_of_year:
        return self._until_tomorrow().date()

    @property
    def year(self) -> int:
        return self._until_tomorrow().year

    @property
    def month(self) -> int:
        return self._until_tomorrow().month

    @property
    def day(self) -> int:
        return self._until_tomorrow().day

    @property
    def hour(self) -> int:
        return self._until_next_hour().hour

    @property
    def minute(self) -> int:
        return self._until_next(_MINUTE, self._past_minute()).minute

    @property
    def second(self) -> int:
        past = timedelta(microseconds=self.plain.microsecond)
        return self._until_next(_SECOND, past).second

    @property
    def microsecond(self) -> int:
        return self._all_the_time("microseconds").microsecond

    @property
    def fold(self) -> int:
        return self._until_next_hour().fold

    def weekday(self) -> int:
        return self._until_tomorrow().weekday()

    def isoweekday(self) -> int:
        return self._until_tomorrow().isoweekday()

    def isocalendar(self) -> Any:
        return self._until_tomorrow().isocalendar()

    def toordinal(self) -> int:
        return self._until_tomorrow().toordinal()

    # The same instant as another zone writes it

    def astimezone(self, tz: tzinfo | None = None) -> Any:
        return self.made(self.plain.astimezone(tz), self.watch, self.ahead)

    def replace(self, **parts: Any) -> Any:  # type: ignore[override]
        if parts == _BELOW_AN_HOUR:
            return self._until_next_hour().replace(**parts)
        if parts == {"hour": 0, **_BELOW_AN_HOUR}:
            return self._until_tomorrow().replace(**parts)
        return self._all_the_time("another instant of it").replace(**parts)

    # Everything that says more than a part

    def time(self) -> time_of_day:
        return self._all_the_time("time").time()

    def timetz(self) -> time_of_day:
        return self._all_the_time("time").timetz()

    def timestamp(self) -> float:
        return self._all_the_time("timestamp").timestamp()

    def timetuple(self) -> Any:
        return self._all_the_time("time").timetuple()

    def utctimetuple(self) -> Any:
        return self._all_the_time("time").utctimetuple()

    def isoformat(self, *given: Any, **named: Any) -> str:
        return self._all_the_time("words").isoformat(*given, **named)

    def strftime(self, form: str) -> str:
        return self._all_the_time("words").strftime(form)

    def ctime(self) -> str:
        return self._all_the_time("words").ctime()

    def __format__(self, form: str) -> str:
        return format(self._all_the_time("words"), form)

    def __str__(self) -> str:
        return str(self._all_the_time("words"))

    def __repr__(self) -> str:
        return repr(self._all_the_time("words"))

    def utcoffset(self) -> timedelta | None:
        return self._until_next_hour().utcoffset()

    def dst(self) -> timedelta | None:
        return self._until_next_hour().dst()

    def tzname(self) -> str | None:
        return self._until_next_hour().tzname()

    def __reduce_ex__(self, protocol: Any) -> Any:
        return self._all_the_time("copy").__reduce_ex__(protocol)

    def __reduce__(self) -> Any:
        return self._all_the_time("copy").__reduce__()


@dataclass(frozen=True, eq=False, repr=False)
class WatchedSpan:
    """The time since an instant that stands still, or until one; it is nothing at `zero`.

    It does what a `timedelta` does and is none: Python would add one to a `datetime` unseen.
    """

    plain: timedelta
    watch: Watch
    zero: datetime
    grows: bool

    def _met(self, other: timedelta | WatchedSpan) -> timedelta:
        if isinstance(other, WatchedSpan):
            if self.grows != other.grows:
                self.watch.goes_on("two spans")
            return other.plain
        self.watch.changes_at(self.zero + (other if self.grows else -other))
        return other

    def __lt__(self, other: Any) -> bool:
        if not isinstance(other, timedelta | WatchedSpan):
            return NotImplemented
        return self.plain < self._met(other)

    def __le__(self, other: Any) -> bool:
        if not isinstance(other, timedelta | WatchedSpan):
            return NotImplemented
        return self.plain <= self._met(other)

    def __gt__(self, other: Any) -> bool:
        if not isinstance(other, timedelta | WatchedSpan):
            return NotImplemented
        return self.plain > self._met(other)

    def __ge__(self, other: Any) -> bool:
        if not isinstance(other, timedelta | WatchedSpan):
            return NotImplemented
        return self.plain >= self._met(other)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, timedelta | WatchedSpan):
            return NotImplemented
        return bool(self.plain == self._met(other))

    def __ne__(self, other: object) -> bool:
        if not isinstance(other, timedelta | WatchedSpan):
            return NotImplemented
        return bool(self.plain != self._met(other))

    def __bool__(self) -> bool:
        return bool(self != timedelta(0))

    def __hash__(self) -> int:
        return hash(self._all_the_time("hash"))

    def _whole(self, unit: timedelta) -> int:
        """How many whole units it is; another number when one more is full, or one is used up."""
        found = self.plain // unit
        self._met((found + 1) * unit if self.grows else found * unit)
        return found

    def __floordiv__(self, unit: Any) -> Any:
        if type(unit) is timedelta and unit > timedelta(0):
            return self._whole(unit)
        return self._all_the_time("part") // bare(unit)

    @property
    def days(self) -> int:
        self._whole(timedelta(days=1))
        return self.plain.days

    @property
    def seconds(self) -> int:
        self._whole(_SECOND)
        return self.plain.seconds

    @property
    def microseconds(self) -> int:
        return self._all_the_time("microseconds").microseconds

    def _all_the_time(self, what: str) -> timedelta:
        self.watch.goes_on(f"{what} of a span")
        return self.plain

    def total_seconds(self) -> float:
        return self._all_the_time("seconds").total_seconds()

    def __add__(self, other: Any) -> Any:
        if isinstance(other, datetime):
            return bare(other) + self._all_the_time("sum")
        return self._all_the_time("sum") + bare(other)

    __radd__ = __add__

    def __sub__(self, other: Any) -> Any:
        return self._all_the_time("sum") - bare(other)

    def __rsub__(self, other: Any) -> Any:
        return bare(other) - self._all_the_time("sum")

    def __mul__(self, other: Any) -> Any:
        return self._all_the_time("product") * other

    __rmul__ = __mul__

    def __truediv__(self, other: Any) -> Any:
        return self._all_the_time("part") / bare(other)

    def __rtruediv__(self, other: Any) -> Any:
        return bare(other) / self._all_the_time("part")

    def __rfloordiv__(self, other: Any) -> Any:
        return bare(other) // self._all_the_time("part")

    def __mod__(self, other: Any) -> Any:
        return self._all_the_time("rest") % bare(other)

    def __rmod__(self, other: Any) -> Any:
        return bare(other) % self._all_the_time("rest")

    def __divmod__(self, other: Any) -> Any:
        return divmod(self._all_the_time("rest"), bare(other))

    def __rdivmod__(self, other: Any) -> Any:
        return divmod(bare(other), self._all_the_time("rest"))

    def __neg__(self) -> Any:
        return -self._all_the_time("opposite")

    def __pos__(self) -> Any:
        return +self._all_the_time("copy")

    def __abs__(self) -> Any:
        return abs(self._all_the_time("size"))

    def __str__(self) -> str:
        return str(self._all_the_time("words"))

    def __repr__(self) -> str:
        return repr(self._all_the_time("words"))

    def __reduce__(self) -> Any:
        return self._all_the_time("copy").__reduce__()

    def __reduce_ex__(self, protocol: Any) -> Any:
        return self._all_the_time("copy").__reduce_ex__(protocol)
