"""That a point went up: why, and to whom. Source: docs/rules/points.md section 4.5."""

from __future__ import annotations

from markupsafe import Markup

from pbplatform.points.kinds import Level, WhyUp
from pbplatform.points.queries import PointView
from pbplatform.web.marked import marked, named, safe
from pbplatform.web.sentences import gettext


def went_up(view: PointView) -> Markup | None:
    """Why an open point went up and with whom it is now; None where its team can answer."""
    if not (view.standing.is_open and view.up.is_up):
        return None
    return Markup(" ").join([_why(view), _where(view), marked(gettext("No date moves."))])


def _why(view: PointView) -> Markup:
    team = safe(team=named(view.team.name))
    if view.up.why is WhyUp.NOBODY:
        return marked(gettext("<strong>Nobody acts for %(team)s now.</strong>", **team))
    told = gettext("<strong>Nobody in %(team)s can give this answer today.</strong>", **team)
    more = (
        gettext("It must come from an elected person.")
        if view.standing.is_taken_higher
        else gettext(
            "It must come from an elected person, or from an official with another post who did "
            "not answer first."
        )
    )
    return Markup(" ").join([marked(told), marked(more)])


def _where(view: PointView) -> Markup:
    who = safe(name=who_went_up(view), team=named(view.acts.name))
    told = {
        Level.LEAD: gettext("So the point is with <b>%(name)s</b>, of %(team)s.", **who),
        Level.PLACE: gettext("So the point is with <b>%(name)s</b>, who is elected.", **who),
        Level.FACILITATOR: gettext(
            "So <b>%(name)s</b>, a facilitator, must have somebody appointed, or give the point "
            "to another team.",
            **who,
        ),
        Level.NOBODY: gettext("The place must appoint somebody."),
    }
    return marked(told[view.up.level])


def who_went_up(view: PointView) -> Markup:
    """Name and post of whom the point went up to."""
    holder = view.up.holder
    if holder is None:
        return Markup("{}").format(gettext("The place"))
    if not holder.title:
        return named(holder.name)
    values = safe(name=named(holder.name), post=named(holder.title))
    return marked(gettext("%(name)s, %(post)s", **values))
