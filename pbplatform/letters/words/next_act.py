"""Who acts next on a letter. Source: docs/rules/letters.md section 3.1."""

from __future__ import annotations

from datetime import date, datetime

from pbplatform.core.db import db
from pbplatform.core.next_act import NextAct
from pbplatform.letters.kinds import LetterState
from pbplatform.letters.models import Letter
from pbplatform.letters.queries import due_day
from pbplatform.places import queries as places
from pbplatform.web.sentences import gettext as _

_WHAT = {
    LetterState.WAITING: lambda: _("Puts it into a batch, prints and posts it."),
    LetterState.IN_BATCH: lambda: _("Posts it."),
    LetterState.HELD: lambda: _("Reaches the person another way, or puts it back."),
    LetterState.CAME_BACK: lambda: _("Reaches the person another way."),
}


def next_act_of(letter: Letter, _now: datetime, today: date) -> NextAct | None:
    """A clerk, while there is something to post or somebody to reach; else nobody."""
    what = _WHAT.get(LetterState(letter.state))
    if what is None:
        return None
    due = due_day(places.working_days(db.session()), letter.news_at)
    return NextAct(
        who=_("A clerk"),
        what=what(),
        by=due,
        otherwise=_("It stands on the clerk’s desk as late until then."),
        late=today > due,
    )
