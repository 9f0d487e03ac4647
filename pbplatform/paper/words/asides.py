"""Papers set aside, in words."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l

from pbplatform.paper.kinds import AsideOutcome, AsideWhy, How

WHY_WORDS = {
    AsideWhy.LATE: _l("It came after the end"),
    AsideWhy.TWO_PAPERS: _l("Two papers in one cover"),
    AsideWhy.NO_STAMP: _l("It has no stamp"),
    AsideWhy.SIGNED: _l("It is signed, or says who voted"),
    AsideWhy.NOT_FOUND: _l("Given under a condition: not found on the roll"),
    AsideWhy.HAS_VOTED: _l("Given under a condition: the number has voted"),
    AsideWhy.OTHER: _l("Something else is doubtful"),
}
OUTCOMES: Mapping[str, object] = {
    AsideOutcome.OPEN: _l("Not decided yet"),
    AsideOutcome.COUNTS: _l("It counts"),
    AsideOutcome.REFUSED: _l("It does not count"),
}
MORE_OUTCOMES: Mapping[str, object] = {
    AsideOutcome.COUNTS: _l("As many as that may be in the box too"),
    AsideOutcome.REFUSED: _l("They do not count, and are set aside"),
}
HOW_WORDS = {
    How.HAND: _l("Given by hand"),
    How.POST: _l("Sent by post"),
    How.CONDITION: _l("Given under a condition"),
}
