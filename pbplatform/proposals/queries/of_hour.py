"""The shuffled order of ideas, another one every hour.

Source: docs/rules/proposals.md section 9.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from hashlib import sha256
from itertools import islice

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pbplatform.core.kept_lists import KeptRow
from pbplatform.proposals.domain.kept import IDEAS, cell_of
from pbplatform.proposals.models import Idea

PRIME = 10_007  # numbers times a factor below it stay within 32 bits
_AT_ONCE = 200


def drawn_by(seed: str) -> tuple[int, int]:
    """What the seed draws: the factor and the shift of the order."""
    drawn = int.from_bytes(sha256(seed.encode()).digest()[:8], "big")
    return 1 + drawn % (PRIME - 1), drawn // PRIME % PRIME


def all_of_hour(seed: str, last: int) -> Iterator[int]:
    """The numbers from 1 to `last` in the order of the hour, as far as they are asked for."""
    factor, shift = drawn_by(seed)
    back = pow(factor, -1, PRIME)
    for place in range(PRIME):
        first = (place - shift) * back % PRIME
        yield from range(first or PRIME, last + 1, PRIME)


def numbers_of_hour(
    session: Session,
    round_id: int,
    cells: Mapping[str, int],
    *,
    seed: str,
    offset: int,
    size: int,
) -> list[int]:
    """Numbers of the ideas of a page, in the order of the hour.

    A page near the beginning looks up some numbers in that order. Far behind, or where few ideas
    fit, all that fit are put in order.
    """
    number = sum(cells.values())
    if not number:
        return []
    of_round = Idea.round_id == round_id
    last = session.scalar(select(func.max(Idea.number)).where(of_round)) or 0
    wanted = offset + size
    if wanted * last > number * number:
        order = {each: at for at, each in enumerate(all_of_hour(seed, last))}
        own = KeptRow.list == IDEAS, KeptRow.scope == round_id, KeptRow.cell.in_(sorted(cells))
        fitting = session.scalars(select(KeptRow.place).where(*own))
        return sorted(fitting, key=order.__getitem__)[offset:wanted]
    found: list[int] = []
    numbers = all_of_hour(seed, last)
    while len(found) < wanted and (some := list(islice(numbers, _AT_ONCE))):
        query = select(Idea.number, Idea.state, Idea.area_id).where(of_round)
        rows = session.execute(query.where(Idea.number.in_(some)))
        fit = {row.number for row in rows if cell_of(row.state, row.area_id) in cells}
        found += [each for each in some if each in fit]
    return found[offset:wanted]
