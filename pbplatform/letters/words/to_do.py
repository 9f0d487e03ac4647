"""Letters that wait for a clerk."""

from __future__ import annotations

from pbplatform.accounts.kinds import Role
from pbplatform.letters.queries import due_day, not_posted
from pbplatform.places import queries as places
from pbplatform.web.sentences import gettext as _
from pbplatform.web.sentences import ngettext
from pbplatform.web.to_do import AtDesk, ToDo


def letters_to_post(at: AtDesk) -> list[ToDo]:
    """How many are not in the post yet, and by when the oldest should be."""
    scopes = at.actor.scopes(Role.CLERK)
    if not scopes:
        return []
    count, oldest = not_posted(at.session, scopes)
    if not count or oldest is None:
        return []
    due = due_day(places.working_days(at.session), oldest)
    text = ngettext("%(num)s letter is to be posted.", "%(num)s letters are to be posted.", count)
    late = at.today > due
    return [ToDo(_("Letters"), text, due, "/desk/clerk/letters", _("Print and post"), late)]
