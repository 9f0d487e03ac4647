"""Counting what was found when somebody looked it up. Source: docs/rules/voting.md section 15."""

from __future__ import annotations

from flask import current_app
from sqlalchemy.exc import OperationalError

from pbplatform.core.transaction import transaction
from pbplatform.voting.domain.looks import Look
from pbplatform.voting.queries.codes import CodeFound, CodeState
from pbplatform.voting.services.counting_looks import count_look
from pbplatform.web.presentation import percent
from pbplatform.web.sentences import gettext as _

_COUNTED = {
    CodeState.IN_BOX: Look.BOX,
    CodeState.IN_CLOSED_BOX: Look.BOX,
    CodeState.OPENED: Look.BOX,
    CodeState.PUBLISHED: Look.TRACKER,
}


def chance_words(chance: int) -> str:
    """A chance in hundredths of a per cent, in words."""
    if 0 < chance < 10:
        return str(_("less than %(share)s", share=percent(1, 1000)))
    return str(percent(chance, 10_000))


def count_found(round_id: int, look: Look, code: str) -> None:
    """Count it after the answer is made: an answer is worth more than our count of it."""
    try:
        with transaction() as session:
            count_look(session, round_id=round_id, look=look, code=code)
    except OperationalError:
        current_app.logger.exception("what was looked up could not be counted")


def count_answer(found: CodeFound | None, code: str) -> None:
    """Count a code that was found, in each round in which it was."""
    look = _COUNTED.get(found.state) if found else None
    if found is None or look is None:
        return
    rounds = {each.round_.id for each in found.ballots}
    if look is Look.BOX and found.round_ is not None:
        rounds = {found.round_.id}
    for round_id in sorted(rounds):
        count_found(round_id, look, code)
