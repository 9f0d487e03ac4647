"""Who acts next on a promise, by when, and what happens otherwise (ruling 37)."""

from __future__ import annotations

from datetime import date

from flask_babel import gettext

from pbplatform.core.next_act import NextAct
from pbplatform.places.domain.working_days import WorkingDays
from pbplatform.places.words.tables import telling_of_table
from pbplatform.promises.domain.days import NEWS_DAYS
from pbplatform.promises.kinds import PromiseState
from pbplatform.promises.queries import PromiseOnDay
from pbplatform.web.marked import marked, named, safe


def news_of_missed(team: str, elected: str, due: date, days: WorkingDays, today: date) -> NextAct:
    """The team owes news of a missed promise; the elected person once the day for it has passed."""
    by = days.after(due, NEWS_DAYS)
    if today > by and elected:
        return NextAct(
            who=named(elected),
            what=marked(
                gettext(
                    "Sees to it that %(team)s keeps it, or gives a new day and why.",
                    **safe(team=named(team)),
                )
            ),
            by=by,
            otherwise=gettext("It stays on the list of late promises until then."),
            late=True,
        )
    return NextAct(
        who=named(team),
        what=gettext("Does what was promised, or gives a new day and the reason."),
        by=by,
        otherwise=_named_after(elected),
        late=today > by,
    )


def _named_after(elected: str) -> str:
    if not elected:
        return str(gettext("It stays on the list of late promises until then."))
    return marked(
        gettext(
            "After that day it goes to %(name)s, who is responsible.", **safe(name=named(elected))
        )
    )


def next_act_of_promise(view: PromiseOnDay) -> NextAct | None:
    """Who acts next on a promise; None once it is kept or given up."""
    return telling_of_table(_next_act(view), view.days.counted_to)


def _next_act(view: PromiseOnDay) -> NextAct | None:
    if view.state is PromiseState.UNDER_WAY:
        return NextAct(
            who=named(view.promise.owner),
            what=gettext("Does what was promised."),
            by=view.promise.due_current,
            otherwise=gettext("After that day the promise is shown as missed."),
        )
    if view.state is PromiseState.MISSED:
        return news_of_missed(
            view.team.name, view.elected, view.promise.due_current, view.days, view.today
        )
    return None
