"""What of a roll waits for its keepers."""

from __future__ import annotations

from pbplatform.accounts.kinds import Role
from pbplatform.voting.queries.objections import waiting_objections
from pbplatform.voting.queries.register import rounds_without_letters
from pbplatform.voting.queries.wishes import rounds_with_wishes
from pbplatform.web.sentences import gettext as _
from pbplatform.web.sentences import ngettext
from pbplatform.web.to_do import AtDesk, ToDo


def objections_to_answer(at: AtDesk) -> list[ToDo]:
    """Objections to a roll that the person may answer."""
    return [
        ToDo(
            _("Objection %(number)s to the roll", number=view.objection.number),
            view.round_.name,
            view.round_.closes_at,
            f"/desk/clerk/{view.round_.path}/roll/objections/{view.objection.number}",
            _("Answer it"),
            at.now >= view.round_.closes_at,
        )
        for view in waiting_objections(at.session)
        if at.actor.holds(Role.CLERK, view.round_.scope)
        or at.actor.holds(Role.FACILITATOR, view.round_.scope)
    ]


def letters_wished(at: AtDesk) -> list[ToDo]:
    """Calls for another letter, for those who can give it and did not take the call."""
    return [
        ToDo(
            round_.name,
            ngettext(
                "%(num)s voter asked on the phone for another letter.",
                "%(num)s voters asked on the phone for another letter.",
                count,
            ),
            round_.closes_at,
            f"/desk/clerk/{round_.path}/roll/wishes",
            _("See who it is"),
        )
        for round_, count in rounds_with_wishes(at.session, at.actor.account_id, at.now)
        if any(
            at.actor.holds(role, round_.scope)
            for role in (Role.CLERK, Role.FACILITATOR, Role.AUDITOR)
        )
    ]


def letters_to_make(at: AtDesk) -> list[ToDo]:
    """Voters from a register's file who have no letter yet; the freeze waits for them."""
    return [
        ToDo(
            round_.name,
            ngettext(
                "%(num)s voter has no letter yet.", "%(num)s voters have no letter yet.", count
            ),
            round_.opens_at,
            f"/desk/clerk/{round_.path}/roll/register",
            _("Make their letters"),
            at.now >= round_.opens_at,
        )
        for round_, count in rounds_without_letters(at.session)
        if at.actor.holds(Role.CLERK, round_.scope)
        or at.actor.holds(Role.FACILITATOR, round_.scope)
    ]
