"""What waits for a facilitator, from every slice that has something for them to do."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session

from pbplatform.accounts import queries as accounts
from pbplatform.accounts.kinds import Role
from pbplatform.accounts.words.roles import ROLE_NAMES
from pbplatform.core.actor import PLACE, Actor
from pbplatform.delivery import queries as delivery
from pbplatform.forums import queries as forums
from pbplatform.forums.words.sentences import next_act_of_meeting
from pbplatform.places import queries as places
from pbplatform.places.models import Team
from pbplatform.proposals import queries as proposals
from pbplatform.responses import queries as responses
from pbplatform.rounds import queries as rounds
from pbplatform.rounds.words.standing import next_act, waits_for_facilitator
from pbplatform.web.frame import mails_go_out
from pbplatform.web.presentation import long_date

SOON = timedelta(days=60)


class ToDo(NamedTuple):
    """One thing that waits for the facilitator; the earliest `by` stands first."""

    lead: str
    text: str
    by: date | datetime | None
    url: str
    link: str
    late: bool = False


def waiting_for_facilitator(
    session: Session, actor: Actor, now: datetime, today: date
) -> list[ToDo]:
    """Everything that waits for this person, what is late first, then by its day."""
    found = [
        *_of_rounds(session, actor, now),
        *_of_ideas(session, actor, now, today),
        *_of_winners(session, actor, now),
        *_of_points(session, actor),
        *_of_stuck_points(session, actor, now),
        *_of_meetings(session, actor, today),
        *_of_place(session, actor, now),
    ]
    return sorted(found, key=lambda todo: (not todo.late, todo.by is not None, _day(todo.by)))


def _day(by: date | datetime | None) -> date:
    if by is None:
        return date.min
    return by.date() if isinstance(by, datetime) else by


def _of_rounds(session: Session, actor: Actor, now: datetime) -> list[ToDo]:
    """Rounds in which the next act is the facilitator's."""
    waiting = []
    for round_ in rounds.all_rounds(session):
        act = next_act(round_, now) if waits_for_facilitator(round_, now) else None
        if act and actor.holds(Role.FACILITATOR, round_.scope):
            url = f"/desk/facilitator/{round_.path}"
            waiting.append(ToDo(round_.name, act.what, act.by, url, _("Go to the round"), act.late))
    return waiting


def _of_ideas(session: Session, actor: Actor, now: datetime, today: date) -> list[ToDo]:
    """Ideas to read, and ideas that a committee left without an answer."""
    own = [
        round_.id
        for round_ in rounds.published_rounds(session)
        if actor.holds(Role.FACILITATOR, round_.scope)
    ]
    if not own:
        return []
    desk, found = "/desk/facilitator/ideas", []
    unread = [row.idea.read_by for row in proposals.waiting_ideas(session, own)]
    if unread:
        by = min(unread)
        lead = ngettext("%(num)s idea to read", "%(num)s ideas to read", len(unread))
        text = ngettext(
            "Its author sees by when you read it.",
            "Their authors see by when you read them.",
            len(unread),
        )
        late = by < today
        found.append(ToDo(lead, text, by, desk, _("Read ideas"), late))
    unseen = [
        row.idea.look_by
        for row in proposals.unclaimed_ideas(session, own)
        if row.idea.look_by and row.idea.look_by < today
    ]
    if unseen:
        lead = ngettext(
            "%(num)s idea without a first look", "%(num)s ideas without a first look", len(unseen)
        )
        text = ngettext(
            "No delegate took it up in time. You give it to a committee.",
            "No delegate took them up in time. You give them to a committee.",
            len(unseen),
        )
        found.append(ToDo(lead, text, min(unseen), desk, _("Give ideas out"), late=True))
    left = len(proposals.late_claims(session, now, own))
    if left:
        lead = ngettext("%(num)s idea without an answer", "%(num)s ideas without an answer", left)
        text = _("The time of the committees is over. You answer in their place.")
        found.append(ToDo(lead, text, None, desk, _("Answer"), late=True))
    return found


def _of_winners(session: Session, actor: Actor, now: datetime) -> list[ToDo]:
    """Projects that won and have no budget line yet."""
    return [
        ToDo(
            view.title,
            _("It won and has no budget line yet."),
            view.line_due,
            f"/desk/rounds/{view.round_slug}/projects/{view.number}/line",
            _("Give it its line"),
            view.today > view.line_due,
        )
        for view in delivery.project_views(session, now=now)
        if view.project is None and actor.holds(Role.FACILITATOR, f"round:{view.round_slug}")
    ]


def _of_points(session: Session, actor: Actor) -> list[ToDo]:
    """Points that residents raised and nobody has read yet."""
    counts = forums.count_points(session)
    waiting = []
    for forum in forums.forums(session):
        raised = counts.get(forum.id, {}).get("raised", 0)
        if raised and actor.holds(Role.FACILITATOR, forum.scope):
            text = ngettext("%(num)s point to read", "%(num)s points to read", raised)
            url = f"/desk/facilitator/{forum.path}"
            waiting.append(ToDo(forum.name, text, None, url, _("Go to the forum")))
    return waiting


def _of_stuck_points(session: Session, actor: Actor, now: datetime) -> list[ToDo]:
    """Second answers that nobody can give: somebody must be appointed."""
    own = [each.id for each in forums.forums(session) if actor.holds(Role.FACILITATOR, each.scope)]
    return [
        ToDo(
            _("Nobody can answer point %(number)s again", number=view.point.number),
            _(
                "%(team)s needs an elected person, or an official with another post than the one "
                "who answered first.",
                team=view.team.name,
            ),
            view.standing.due,
            "/desk/facilitator/roles#give"
            if actor.holds(Role.FACILITATOR, PLACE)
            else f"/{view.path}",
            _("Appoint one") if actor.holds(Role.FACILITATOR, PLACE) else _("Ask for one"),
            view.standing.is_late,
        )
        for view in (responses.stuck_points(session, own, now=now) if own else [])
    ]


def _of_meetings(session: Session, actor: Actor, today: date) -> list[ToDo]:
    """Meetings that were held and whose minutes are not out."""
    own = {
        forum.id: forum
        for forum in forums.forums(session)
        if actor.holds(Role.FACILITATOR, forum.scope)
    }
    found = forums.meetings_without_minutes(session, list(own), today)
    clocks = places.clocks(session, {meeting.calendar_version for meeting in found})
    waiting = []
    for meeting in found:
        act = next_act_of_meeting(meeting, clocks[meeting.calendar_version], today)
        if act is not None:
            forum = own[meeting.forum_id]
            url = f"/desk/facilitator/{forum.path}/meetings/{meeting.day.isoformat()}"
            text = _("Write the minutes of %(day)s and publish them.", day=long_date(meeting.day))
            waiting.append(ToDo(forum.name, text, act.by, url, _("Write the minutes"), act.late))
    return waiting


def _of_place(session: Session, actor: Actor, now: datetime) -> list[ToDo]:
    """What the place itself lacks, and roles that run out."""
    if not actor.holds(Role.FACILITATOR, PLACE):
        return []
    page = "/desk/facilitator/place"
    teams = places.teams(session)
    waiting = [*_first_steps(session, teams), *_teams_without_people(session, teams, now)]
    if not mails_go_out():
        text = _("Nobody else can sign in. Ask whoever runs the server to set MAIL_HOST.")
        waiting.append(ToDo(_("Mails are not sent"), text, None, "/help", _("Whom to ask")))
    calendars = places.calendars(session)
    if not calendars or calendars[0].last_year <= now.year:
        text = _("Deadlines of next year need its holidays.")
        title = _("Freeze a longer holiday table")
        end = date(now.year, 12, 31)
        waiting.append(ToDo(title, text, end, f"{page}#holidays", _("Freeze a table")))
    waiting.extend(_ending_roles(session, now))
    return waiting


def _first_steps(session: Session, teams: Sequence[Team]) -> list[ToDo]:
    """What the page of the first run announced; areas and a forum only until a round is public."""
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


def _ending_roles(session: Session, now: datetime) -> list[ToDo]:
    ending = [
        holder
        for holder in accounts.holders(session, now=now)
        if holder.expires_at < now + SOON and holder.scope == PLACE
    ]
    return [
        ToDo(
            _("A role ends: %(name)s", name=holder.name),
            _("%(role)s of the whole place.", role=ROLE_NAMES[holder.role]),
            holder.last_at,
            "/desk/facilitator/roles",
            _("Look at the roles"),
        )
        for holder in ending
    ]
