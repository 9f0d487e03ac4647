"""What the vote shows on pages of rounds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from flask import render_template
from markupsafe import Markup

from pbplatform.core.db import db
from pbplatform.rounds.domain.oddities import Group
from pbplatform.rounds.models import Round
from pbplatform.trustees.queries import trustees_of
from pbplatform.voting.pages.page_parts import keys_of_box
from pbplatform.voting.queries.oddities import odd_before_freeze
from pbplatform.voting.words.oddities import odd_groups
from pbplatform.web.clock import request_now
from pbplatform.web.marked import marked


def odd_on_desk(_rounds: Sequence[Any]) -> Callable[[Any], Markup]:
    """On a round's desk: what is odd, from the end of review to the freeze."""
    return _odd_of


def _odd_of(round_: Round) -> Markup:
    now = request_now()
    if round_.published_at is None or round_.frozen_at or now < round_.review_close_at:
        return Markup()
    keys = keys_of_box(by_trustees=trustees_of(db.session(), round_.id) is not None)
    found = odd_before_freeze(db.session(), round_, keys, now=now)
    # The desk itself names the dates that are weak.
    groups = odd_groups((one for one in found if one.group is not Group.DATES), round_.currency)
    page = render_template("voting/parts/odd_on_desk.html", groups=groups, round=round_)
    return marked(page)
