"""On the page of a round: its ideas, what became of them, and what was carried on.

Source: docs/rules/rounds.md section 16.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from flask import render_template
from markupsafe import Markup

from pbplatform.core.db import db
from pbplatform.proposals.pages.loading import idea_url
from pbplatform.proposals.queries.story import CARRIED, story_of_round
from pbplatform.proposals.words.kinds import IDEA_STATE_WORDS
from pbplatform.rounds.models import Round
from pbplatform.web.clock import request_now
from pbplatform.web.marked import marked
from pbplatform.web.slices import Panel


def _story(_rounds: Sequence[Round]) -> Callable[[Round], Markup]:
    def show(round_: Round) -> Markup:
        now = request_now()
        story = story_of_round(db.session(), round_, now=now)
        return marked(
            render_template(
                "proposals/panels/round.html",
                round=round_,
                story=story,
                takes=round_.takes_ideas(now),
                state_words=IDEA_STATE_WORDS,
                idea_url=idea_url,
                carried=story.carried[:CARRIED],
                carried_more=len(story.carried[CARRIED:]),
            )
        )

    return show


PANELS: Mapping[str, Panel] = {"rounds.story": _story}
