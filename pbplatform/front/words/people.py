"""What of people in roles waits for those who look after their scopes.

Source: docs/rules/accounts.md sections 8 and 9.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial

from pbplatform.accounts.domain.ends import LAST_FACILITATOR_DAYS, WARN_DAYS
from pbplatform.accounts.kinds import Role
from pbplatform.accounts.queries import Holder
from pbplatform.accounts.queries.ends import roles_that_end
from pbplatform.accounts.words.roles import ROLE_NAMES
from pbplatform.core.actor import PLACE
from pbplatform.front.open_acts import who_is_busy, with_nobody
from pbplatform.front.scopes import names_of
from pbplatform.web.sentences import gettext as _
from pbplatform.web.sentences import ngettext
from pbplatform.web.to_do import AtDesk, ToDo

SOON = timedelta(days=WARN_DAYS[0])
HALF_A_YEAR = timedelta(days=LAST_FACILITATOR_DAYS)


def longest(held: Sequence[Holder]) -> list[Holder]:
    """Of each person in each role and scope the one grant that lasts longest."""
    found: dict[tuple[int, str, str], Holder] = {}
    for holder in held:
        key = (holder.account_id, holder.role, holder.scope)
        if key not in found or found[key].expires_at < holder.expires_at:
            found[key] = holder
    return list(found.values())


def last_facilitator(held: Sequence[Holder], now: datetime) -> Holder | None:
    """Whoever is left last as facilitator of the place, if that ends within half a year."""
    of_place = [each for each in held if (each.role, each.scope) == (Role.FACILITATOR, PLACE)]
    last = max(of_place, key=lambda each: each.expires_at, default=None)
    return last if last is not None and last.expires_at < now + HALF_A_YEAR else None


def people_who_leave(at: AtDesk) -> list[ToDo]:
    """Roles that run out in the scopes of this facilitator, and what ended roles left open."""
    if not at.actor.holds(Role.FACILITATOR):
        return []
    roles = roles_that_end(at.session, now=at.now, soon=at.now + SOON, busy=who_is_busy())
    mine = partial(at.actor.holds, Role.FACILITATOR)
    current = [each for each in roles if mine(each.scope) and not each.is_over(at.now)]
    with_open_acts = with_nobody(at.session, roles, mine, at.now)
    return [*_roles_that_end(at, current), *_acts_with_nobody(with_open_acts)]


def _roles_that_end(at: AtDesk, found: Sequence[Holder]) -> list[ToDo]:
    """The last facilitator's long before the others."""
    held = longest(found)
    last = last_facilitator(held, at.now)
    ending = [each for each in held if each.expires_at < at.now + SOON and each is not last]
    scopes = names_of(at.session, {each.scope for each in ending})
    told = [
        ToDo(
            _("A role ends: %(name)s", name=each.name),
            _(
                "%(role)s. %(where)s.",
                role=ROLE_NAMES[each.role],
                where=scopes.get(each.scope, each.scope),
            ),
            each.last_at,
            "/desk/facilitator/roles",
            _("Look at the roles"),
        )
        for each in ending
    ]
    if last is not None:
        text = _(
            "After that nobody looks after the whole place. Ask somebody to be facilitator too. An "
            "auditor confirms a later day, or the operator gives it with “pbplatform grant”."
        )
        lead = _("The last facilitator’s role ends: %(name)s", name=last.name)
        link, url = _("Ask somebody"), "/desk/facilitator/roles#give"
        told.append(ToDo(lead, text, last.last_at, url, link))
    return told


def _acts_with_nobody(found: Sequence[tuple[Holder, int]]) -> list[ToDo]:
    """What was open with people whose roles have ended, until somebody has it."""
    return [
        ToDo(
            ngettext(
                "%(num)s open act of %(name)s has nobody",
                "%(num)s open acts of %(name)s have nobody",
                count,
                name=holder.name,
            ),
            _("The role has ended. Give them to somebody who holds the same role."),
            None,
            f"/desk/roles/{holder.handle}",
            _("Hand over"),
            late=True,
        )
        for holder, count in found
    ]
