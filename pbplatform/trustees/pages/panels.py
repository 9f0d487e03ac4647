"""What pages of a round show of its trustees."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from flask import render_template
from markupsafe import Markup

from pbplatform.rounds.models import Round
from pbplatform.web.marked import marked
from pbplatform.web.slices import Panel


def _desk(_rounds: Sequence[Round]) -> Callable[[Round], Markup]:
    """On the desk of a round: who holds the key."""
    return lambda round_: marked(render_template("trustees/panels/desk.html", round=round_))


PANELS: Mapping[str, Panel] = {"rounds.desk": _desk}
