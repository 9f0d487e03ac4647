"""What adding voters would make of a roll, and whether a number looks like a slip.

Source: docs/rules/voting.md section 1.6 and 1.29.
"""

from __future__ import annotations

from sqlalchemy.orm import Session

from pbplatform.rounds.models import Round
from pbplatform.voting import queries
from pbplatform.voting.pages.forms import RollForm
from pbplatform.voting.queries.roll_history import size_of_last_round
from pbplatform.web.figures import SummaryRow
from pbplatform.web.presentation import whole_number
from pbplatform.web.sentences import gettext as _

# More than this in the first print run is asked again in words; later ten times the present roll.
MANY_AT_FIRST = 50_000
# A place does not grow or shrink so much from one round to the next; a slip by one nought does.
SLIP = 5


def rows_to_add(session: Session, round_: Round, form: RollForm) -> list[SummaryRow]:
    """What adding would make of the roll: voters now and after, their numbers, spare letters."""
    size, last = queries.roll_size(session, round_.id), queries.last_voter(session, round_.id)
    spares, _used = queries.spare_numbers(session, round_.id)
    add, more = form.size.data or 0, form.spares.data or 0
    rows: list[SummaryRow] = [
        {"key": _("Voters on the roll now"), "value": whole_number(size)},
        {"key": _("You add"), "value": whole_number(add)},
        {"key": _("Voters after this"), "value": whole_number(size + add)},
    ]
    if before := size_of_last_round(session, round_):
        rows.append({"key": _("Voters on the last round’s roll"), "value": whole_number(before)})
    if add:
        first, final = whole_number(last + 1), whole_number(last + add)
        numbers = _("%(first)s to %(last)s", first=first, last=final)
        rows.append({"key": _("Their numbers"), "value": numbers})
    letters = _(
        "%(number)s more, %(all)s in all",
        number=whole_number(more),
        all=whole_number(spares + more),
    )
    return [*rows, {"key": _("Sealed spare letters"), "value": letters}]


def odd_number(session: Session, round_: Round, form: RollForm) -> str:
    """A number that is more likely a slip than a town: `large`, `small`, or empty."""
    size: int = queries.roll_size(session, round_.id)
    added, spares = int(form.size.data), int(form.spares.data)
    bound = 10 * size if size else MANY_AT_FIRST
    if max(added, spares) >= bound or spares > max(added, size):
        return "large"
    before = size_of_last_round(session, round_) if added and not size else 0
    if not before:
        return ""
    return "large" if added >= SLIP * before else "small" if SLIP * added <= before else ""
