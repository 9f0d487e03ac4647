"""The files with which anybody repeats a count (docs/rules/results.md section 5)."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from hashlib import sha256
from threading import Lock

from pbplatform.core.slow_work import slow
from pbplatform.counting.count import count_with_record
from pbplatform.counting.files import About, files_of_count
from pbplatform.results.domain.tally import TieOrderOf
from pbplatform.rounds.domain.ballots import Groups, profile_of
from pbplatform.rounds.domain.definition import Definition, read_definition

NAMES = ("ballots.pb", "rule.json", "result.json", "trace.csv", "RECOUNT.md")
_ROUNDS_KEPT = 4


@dataclass(frozen=True)
class CountFile:
    """A file of a count; `sha256` of its bytes in hex."""

    name: str
    content: bytes
    sha256: str


@dataclass(frozen=True)
class CountSource:
    """All that a count depends on: published ballots, frozen definition, order of equals.

    `withdrawn` are the numbers of projects that amendments withdrew.
    """

    definition: bytes
    groups: Groups
    tie_order_of: TieOrderOf
    withdrawn: tuple[int, ...] = ()

    @property
    def fingerprint(self) -> bytes:
        """The same for the same input, different for any other."""
        cast = [(ballot.row(), times) for ballot, times in self.groups]
        body = sha256(self.definition).hexdigest()
        parts = (body, self.tie_order_of.lot_digits, cast, self.withdrawn)
        return sha256(repr(parts).encode()).digest()


class _Made:
    """The files of the last few rounds, so that a page and its downloads count once."""

    def __init__(self) -> None:
        self._kept: OrderedDict[bytes, dict[str, CountFile]] = OrderedDict()
        self._alone = Lock()

    def get(self, source: CountSource) -> dict[str, CountFile]:
        """Make them, or take what was made from the same input; whoever asks meanwhile waits."""
        key = source.fingerprint
        with self._alone:
            if key not in self._kept:
                self._kept[key] = made_anew(source)
            self._kept.move_to_end(key)
            while len(self._kept) > _ROUNDS_KEPT:
                self._kept.popitem(last=False)
            return self._kept[key]


_made = _Made()


@slow
def files_of(source: CountSource) -> dict[str, CountFile]:
    """Every file by name, in the order of `NAMES`; the same input gives the same bytes."""
    return _made.get(source)


@slow
def made_anew(source: CountSource) -> dict[str, CountFile]:
    definition = read_definition(source.definition)
    profile = profile_of(definition.ballot, definition.terms, source.groups, source.withdrawn)
    rule, order = definition.counting_rule, source.tie_order_of(profile)
    counted = count_with_record(profile, rule, order)
    files = files_of_count(about(definition), profile, rule, order, counted)
    return {name: CountFile(name, files[name], sha256(files[name]).hexdigest()) for name in NAMES}


def about(definition: Definition) -> About:
    """What the files say of a round: only what its frozen definition says."""
    return About(
        description=definition.name,
        country="not stated",
        unit=definition.name,
        instance=str(definition.closes_at.year),
        date_begin=f"{definition.opens_at:%d.%m.%Y}",
        date_end=f"{definition.closes_at:%d.%m.%Y}",
        currency=definition.currency_code,
        exponent=definition.currency_exponent,
        names={str(project.number): project.title for project in definition.projects},
        max_length=definition.max_choices,
        max_sum_points=definition.max_points,
    )
