"""What a place does first, as the page of the first run announced."""

from __future__ import annotations

from pbplatform.accounts.kinds import Role
from pbplatform.core.actor import PLACE
from pbplatform.forums import queries as forums
from pbplatform.places import queries as places
from pbplatform.rounds import queries as rounds
from pbplatform.web.sentences import gettext as _
from pbplatform.web.to_do import AtDesk, ToDo


def first_steps(at: AtDesk) -> list[ToDo]:
    """What the page of the first run announced; areas and a forum only until a round is public."""
    if not at.actor.holds(Role.FACILITATOR, PLACE):
        return []
    session = at.session
    teams = places.teams(session)
    page, desk = "/desk/facilitator/place", "/desk/facilitator"
    steps = []
    beginning = not rounds.published_rounds(session)
    if beginning and not places.areas(session):
        text = _("Without areas, ideas are for the whole place.")
        steps.append(ToDo(_("Add the first area"), text, None, f"{page}#areas", _("Add an area")))
    if not teams:
        text = _("Without teams nobody prices proposals or answers points.")
        steps.append(ToDo(_("Add the first team"), text, None, f"{page}#teams", _("Add a team")))
    if not rounds.all_rounds(session):
        text = _("It stays a draft until you publish it.")
        start = f"{desk}/rounds/new"
        steps.append(ToDo(_("Start the first round"), text, None, start, _("Start a round")))
    if beginning and teams and not forums.forums(session):
        text = _("Officials answer there in writing what residents raise.")
        start = f"{desk}/forums"
        steps.append(ToDo(_("Call the first forum"), text, None, start, _("Call a forum")))
    return steps
