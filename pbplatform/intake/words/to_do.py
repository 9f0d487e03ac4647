"""What of calls and of typed slips waits for staff."""

from __future__ import annotations

from pbplatform.accounts.kinds import Role
from pbplatform.intake.queries.calls import call_backs
from pbplatform.intake.queries.waiting import WaitingTable, waiting_tables
from pbplatform.web.presentation import long_date
from pbplatform.web.sentences import gettext as _
from pbplatform.web.sentences import ngettext
from pbplatform.web.to_do import AtDesk, ToDo

_ROLES = (Role.FACILITATOR, Role.CLERK)


def calls_to_make(at: AtDesk) -> list[ToDo]:
    """Call backs of the rounds and forums of a facilitator or clerk; the note is on its page."""

    def own(scope: str) -> bool:
        return any(at.actor.holds(role, scope) for role in _ROLES)

    return [
        ToDo(
            _("Call back"),
            _("Somebody was promised a call."),
            back.due,
            f"/desk/calls/backs/{back.id}",
            _("Read the note"),
            back.late,
        )
        for back in call_backs(at.session, own, at.today)
    ]


def slips_to_handle(at: AtDesk) -> list[ToDo]:
    """Slips to read and publish that others typed, and those of one's own that were given back."""
    account_id = at.actor.account_id
    if account_id is None or not any(at.actor.holds(each) for each in _ROLES):
        return []
    found = []
    for table in waiting_tables(at.session, account_id):
        if any(at.actor.holds(each, table.forum.scope) for each in _ROLES):
            found += _of(table)
    return found


def _of(table: WaitingTable) -> list[ToDo]:
    url = f"/desk/tables/{table.forum.slug}/{table.meeting.slug}"
    found = []
    if table.given_back:
        text = ngettext(
            "%(num)s slip that you typed was given back",
            "%(num)s slips that you typed were given back",
            table.given_back,
        )
        found.append(ToDo(table.forum.name, text, None, url, _("Mend it on the table")))
    if table.to_read and table.oldest:
        text = ngettext(
            "%(num)s typed slip to read and publish, waiting since %(day)s",
            "%(num)s typed slips to read and publish, the oldest waiting since %(day)s",
            table.to_read,
            day=long_date(table.oldest),
        )
        found.append(ToDo(table.forum.name, text, None, f"{url}/publish", _("Read them")))
    return found
