"""What pages that print a round's date or state say beside it: why it moved, or stands still.

Source: docs/rules/rounds.md sections 2.3 and 13.2.
"""

from __future__ import annotations

from flask import g

from pbplatform.core.db import db
from pbplatform.rounds import queries
from pbplatform.rounds.models import Round
from pbplatform.rounds.pages.blueprint import bp
from pbplatform.rounds.words import status as wording
from pbplatform.web.clock import request_now


def _moved(round_: Round, *names: str) -> list[tuple[str, str, str, str]]:
    """The last move of each of these dates, in words, with its reason."""
    if "last_moves" not in g:  # a list asks for every round that it shows
        g.last_moves = queries.last_moves(db.session())
    keys = [(round_.id, name) for name in names]
    return wording.moves(g.last_moves[key] for key in keys if key in g.last_moves)


def _why_held(round_: Round) -> str:
    """Why a round is paused or was called off; empty for any other."""
    if round_.paused_at is None and round_.called_off_at is None:
        return ""
    if "reasons_held" not in g:
        g.reasons_held = queries.reasons_held(db.session())
    return str(g.reasons_held.get(round_.id, ""))


@bp.app_context_processor
def _notes() -> dict[str, object]:
    return {
        "moved_dates": _moved,
        "called_off_votes": wording.called_off_votes,
        "round_sentence": lambda round_: wording.state_sentence(round_, request_now()),
        "why_held": _why_held,
    }
