"""What of the place waits for its facilitator."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy.orm import Session

from pbplatform.accounts import queries as accounts
from pbplatform.accounts.kinds import Role
from pbplatform.core.actor import PLACE
from pbplatform.places import queries as places
from pbplatform.places.models import Team
from pbplatform.web.frame import mails_go_out
from pbplatform.web.sentences import gettext as _
from pbplatform.web.to_do import AtDesk, ToDo


def place_to_look_after(at: AtDesk) -> list[ToDo]:
    """What the place itself lacks."""
    session, actor, now = at.session, at.actor, at.now
    if not actor.holds(Role.FACILITATOR, PLACE):
        return []
    page = "/desk/facilitator/place"
    teams = places.teams(session)
    waiting = _teams_without_people(session, teams, now)
    if not mails_go_out():
        text = _("Nobody else can sign in. Ask whoever runs the server to set MAIL_HOST.")
        waiting.append(ToDo(_("Mails are not sent"), text, None, "/help", _("Whom to ask")))
    calendars = places.calendars(session)
    if not calendars or calendars[0].last_year <= now.year:
        text = _("Deadlines of next year need its holidays.")
        title = _("Freeze a longer holiday table")
        end = date(now.year, 12, 31)
        waiting.append(ToDo(title, text, end, f"{page}#holidays", _("Freeze a table")))
    return waiting


def _teams_without_people(session: Session, teams: Sequence[Team], now: datetime) -> list[ToDo]:
    """Teams that must price and answer, and nobody who can."""
    staffed = {holder.scope for holder in accounts.holders(session, now=now, role=Role.OFFICIAL)}
    return [
        ToDo(
            _("Nobody answers for %(team)s", team=team.name),
            _("Give somebody the role of official in this team."),
            None,
            "/desk/facilitator/roles#give",
            _("Give a role"),
        )
        for team in teams
        if team.scope not in staffed
    ]
