"""Who acts next on a promise, by when, and what happens otherwise (ruling 37)."""

from __future__ import annotations

from datetime import date

from pbplatform.core.next_act import NextAct
from pbplatform.places.domain.working_days import WorkingDays
from pbplatform.places.words.tables import telling_of_table
from pbplatform.promises.domain.checks import CheckDays
from pbplatform.promises.domain.days import NEWS_DAYS
from pbplatform.promises.kinds import OWES, CheckStand, PromiseState
from pbplatform.promises.queries import PromiseOnDay
from pbplatform.web.marked import marked, named, safe
from pbplatform.web.sentences import gettext


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
    """Who acts next on a promise; None once it is settled."""
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
    check = view.promise.check
    days = check.days if check else None
    return next_act_of_check(days, view.team.name, view.elected, view.today)


def next_act_of_check(
    check: CheckDays | None, team: str, senior: str, today: date
) -> NextAct | None:
    """Who acts next in a check by residents; None without one that stands, and once it is over.

    Args:
        team, senior: names of the team, and of whoever replies after it; `senior` may be empty.
    """
    if check is None:
        return None
    stand = check.stand(today)
    if stand in OWES:
        return _reply_owed(check, stand, team, senior, today)
    if stand is CheckStand.WAITING:
        return NextAct(
            who=gettext("We"),
            what=gettext("We ask residents whether it is as promised."),
            by=check.ask_on,
            otherwise=gettext("It does not count as kept before."),
            late=today > check.ask_on,
        )
    if stand is CheckStand.ASKING:
        return NextAct(
            who=gettext("You and everybody else"),
            what=gettext("Say whether it is as promised."),
            by=check.until,
            otherwise=gettext("If nobody says no, it then counts as what the team says."),
        )
    if stand is CheckStand.EXPLAINED:
        return NextAct(
            who=gettext("Whoever said no"),
            what=gettext("They say whether the reply settles it."),
            by=check.until,
            otherwise=gettext("If not, both stand after that day: the team’s word, and the no."),
        )
    return None


def _reply_owed(
    check: CheckDays, stand: CheckStand, team: str, senior: str, today: date
) -> NextAct:
    late = check.is_late(today)
    what = gettext("Puts it right by a new day, explains in public, or says that it is not kept.")
    if stand is CheckStand.HIGHER_OWES:
        return NextAct(
            who=named(senior) if senior else gettext("A facilitator of the place"),
            what=what,
            by=check.owed_by,
            otherwise=gettext("Until then the page says that residents say no."),
            late=late,
        )
    if late and senior:
        return NextAct(
            who=named(senior),
            what=marked(gettext("Sees to it that %(team)s replies.", **safe(team=named(team)))),
            by=check.owed_by,
            otherwise=gettext("Until then the page says that residents say no."),
            late=True,
        )
    return NextAct(
        who=named(team),
        what=what,
        by=check.owed_by,
        otherwise=_named_after(senior)
        if senior
        else gettext("Until then the page says that residents say no."),
        late=late,
    )
