"""Rows of a meeting's slips: what is typed, what is missing, what was confirmed.

Source: docs/rules/intake.md section 5.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from pbplatform.intake.kinds import ContactBy
from pbplatform.proposals.domain.idea import LETTERS as IDEA_LETTERS

FIELD_LETTERS = {
    "title": 120,
    "text": 1500,
    "place": 120,
    "name": 80,
    "reach": 400,
    "reason": 300,
}
IDEA, POINT = "idea:", "point:"
ROW = "row:"


@dataclass(frozen=True, kw_only=True)
class Typed:
    """One row as it was typed.

    Attributes:
        slip: number of the paper slip.
        goes: `idea:<id of the round>`, `point:<sort>`, or nothing.
        reach: e-mail; or the name for the envelope, and below it the postal address; empty keeps
            what was sealed before.
        same: what it says again: the path of an idea or point, or `row:<n>` of this table.
    """

    slip: int | None = None
    goes: str = ""
    title: str = ""
    text: str = ""
    place: str = ""
    name: str = ""
    consent: bool = False
    contact: ContactBy = ContactBy.NONE
    reach: str = ""
    same: str = ""

    @property
    def has_words(self) -> bool:
        """Whether somebody typed anything that a slip says."""
        return self.slip is not None or any((self.title, self.text, self.name, self.reach))


@dataclass(frozen=True)
class Fault:
    """What keeps a row from being published, and beside which field it stands."""

    field: str
    code: str


class Why(StrEnum):
    """Why a row is left out of a publication."""

    YOURS = "table.you_typed_it"
    RETURNED = "table.given_back"
    NOT_READY = "table.not_ready"
    LATER = "table.later"
    OTHER = "table.other_first"


@dataclass(frozen=True, kw_only=True)
class Facts:
    """One row as it stands, without its table.

    Attributes:
        reachable: an address is sealed.
    """

    n: int
    slip: int | None
    goes: str
    title: str
    text: str
    consent: bool
    contact: str
    reachable: bool
    place: str = ""
    same: str = ""


def faults_of(
    row: Facts,
    *,
    slips: Mapping[int, int],
    rounds: Collection[int],
    areas: Collection[str],
    others: Collection[str] = (),
) -> list[Fault]:
    """All that is missing or wrong in a row; empty when it is ready.

    Args:
        slips: how often each number of a slip stands in the table.
        rounds: ids of the rounds that take ideas of this meeting now.
        areas: names of the areas of the place, in small letters; a point has no other place.
        others: what a row can say again now: public paths, and `row:<n>` of this table.
    """
    found = []
    if row.slip is None:
        found.append(Fault("slip", "table.slip_needed"))
    elif slips.get(row.slip, 0) > 1:
        found.append(Fault("slip", "table.slip_twice"))
    if row.same:
        found += _again_missing(row, others)
    else:
        found += _words_missing(row, rounds)
    if (
        not row.same
        and row.goes.startswith(POINT)
        and row.place
        and row.place.casefold() not in areas
    ):
        found.append(Fault("place", "table.no_such_area"))
    if not row.consent:
        found.append(Fault("consent", "table.consent_needed"))
    if row.contact != ContactBy.NONE and not row.reachable:
        found.append(Fault("reach", "table.reach_needed"))
    return found


def _again_missing(row: Facts, others: Collection[str]) -> list[Fault]:
    found = []
    if row.same not in others or row.same == row_ref(row.n):
        found.append(Fault("same", "table.same_gone"))
    if row.contact != ContactBy.NONE:
        found.append(Fault("contact", "table.same_wants_news"))
    return found


def row_ref(n: int) -> str:
    """How a row of the same table is named in `same`."""
    return f"{ROW}{n}"


def _words_missing(row: Facts, rounds: Collection[int]) -> list[Fault]:
    found = []
    if not row.goes:
        found.append(Fault("goes", "table.goes_needed"))
    if row.goes.startswith(IDEA) and int(row.goes.removeprefix(IDEA)) not in rounds:
        found.append(Fault("goes", "table.round_is_over"))
    if not row.title:
        found.append(Fault("title", "table.title_needed"))
    if not row.text:
        found.append(Fault("text", "table.text_needed"))
    if row.goes.startswith(IDEA) and len(row.text) > IDEA_LETTERS["text"]:
        found.append(Fault("text", "table.text_too_long"))
    return found


def fingerprint(parts: Iterable[object]) -> str:
    """What was shown of a row, in 32 letters; another one as soon as anything of it differs."""
    told = json.dumps(list(parts), ensure_ascii=True)
    return hashlib.sha256(told.encode()).hexdigest()[:32]
