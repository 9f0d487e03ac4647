"""Addresses that mails do not reach, in words; never whose."""

from __future__ import annotations

from flask_babel import LazyString, ngettext
from flask_babel import lazy_gettext as _l

from pbplatform.accounts.kinds import Role
from pbplatform.core.actor import PLACE
from pbplatform.notices.kinds import DIGEST_MAIL, NEWS_MAIL
from pbplatform.notices.queries.addresses import unreached_counts
from pbplatform.web.sentences import gettext as _
from pbplatform.web.to_do import AtDesk, ToDo

_SORTS: dict[str, LazyString] = {
    NEWS_MAIL: _l("News of what people follow"),
    DIGEST_MAIL: _l("Mails of the day and the week"),
    "accounts": _l("Links, roles and addresses"),
    "forums": _l("Meetings and minutes"),
    "responses": _l("Points and answers"),
    "proposals": _l("Ideas and proposals"),
    "review": _l("Costs and decisions"),
    "voting": _l("Voting"),
    "results": _l("Results"),
    "moderation": _l("Reported words"),
}


def sort_of(kind: str) -> str:
    """What a kind of mail is about, as a facilitator reads it."""
    return str(_SORTS.get(kind) or _SORTS.get(kind.partition(":")[0]) or _l("Other mails"))


def mails_that_do_not_arrive(at: AtDesk) -> list[ToDo]:
    """How many addresses mails do not reach, for the facilitator of the place."""
    if not at.actor.holds(Role.FACILITATOR, PLACE):
        return []
    count = sum(each.count for each in unreached_counts(at.session))
    if not count:
        return []
    text = ngettext(
        "Mails do not reach %(num)s address.", "Mails do not reach %(num)s addresses.", count
    )
    where = "/desk/facilitator/mails"
    return [ToDo(_("Mails that do not arrive"), text, None, where, _("See which mails"))]
