"""What entries of the public log say of people and their roles.

`who` is the name of a person who acted in a public role, `n` the number at the end of the subject.
"""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from pbplatform.accounts.kinds import AccountLog
from pbplatform.accounts.words.roles import role_name
from pbplatform.web.log_reading import last_day
from pbplatform.web.sentences import ngettext
from pbplatform.web.slices import LogWords

_SENTENCES: Mapping[str, tuple[LazyString, ...]] = {
    AccountLog.ROLE_GRANTED: (
        _l("%(name)s was given the role “%(role)s” until %(expires)s."),
        _l("A role was given."),
    ),
    AccountLog.ROLE_OFFERED: (
        _l("Somebody was asked to take the role “%(role)s” until %(expires)s. They must accept."),
        _l("Somebody was asked to take a role."),
    ),
    AccountLog.ROLE_ACCEPTED: (
        _l(
            "%(name)s has the role “%(role)s” until %(expires)s. %(asked_by)s asked, "
            "%(confirmed_by)s confirmed as auditor."
        ),
        _l(
            "%(name)s was asked by %(asked_by)s and accepted the role “%(role)s” until %(expires)s."
        ),
        _l("Somebody accepted a role."),
    ),
    AccountLog.ROLE_DECLINED: (
        _l("Who was asked to take the role “%(role)s” said no."),
        _l("Who was asked to take a role said no."),
    ),
    AccountLog.ROLE_OFFER_TAKEN_BACK: (
        _l("Somebody is no longer asked to take the role “%(role)s”."),
        _l("Somebody is no longer asked to take a role."),
    ),
    AccountLog.ACTS_HANDED_OVER: (
        _l("%(acts)s of %(name)s went to %(receiver)s."),
        _l("What was open with one person went to another."),
    ),
    AccountLog.AUDITOR_LOOKED: (
        _l("An auditor has looked at this log up to its entry %(entries)s."),
        _l("An auditor has looked at this log."),
    ),
    AccountLog.ROLE_ENDED: (
        _l("The role “%(role)s” of %(name)s was handed over to %(receiver)s."),
        _l("The role “%(role)s” of %(name)s was ended: %(reason)s"),
        _l("A role was ended."),
    ),
    AccountLog.NAME_CHANGED: (
        _l("%(name_before)s, with the role “%(role)s”, is now called %(name)s."),
        _l("Somebody with a public role changed their name."),
    ),
    AccountLog.ACCOUNT_ERASED: (_l("Somebody had what we kept about them erased."),),
    AccountLog.PAIR_ASKED: (
        _l("One person asked for something that two people do: %(act)s. It waits for a second."),
        _l("One person asked for something that two people do."),
    ),
    AccountLog.PAIR_CONFIRMED: (
        _l("Two people did it together: %(act)s. %(first)s asked, %(second)s confirmed."),
        _l("Two people did something together."),
    ),
    AccountLog.PAIR_TURNED_DOWN: (
        _l("A second person turned down what was asked for: %(act)s."),
        _l("A second person turned down what was asked for."),
    ),
    AccountLog.PAIR_TAKEN_BACK: (
        _l("Whoever asked took it back: %(act)s."),
        _l("Whoever asked for something took it back."),
    ),
}


LOG = LogWords(
    sentences=_SENTENCES,
    fields={"role": role_name, "expires": last_day},
    nouns={"acts": lambda n, shown: ngettext("%(n)s open act", "%(n)s open acts", n, n=shown)},
)
