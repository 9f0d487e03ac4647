"""What entries of the public log say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from pbplatform.trustees.kinds import TrusteeLog
from pbplatform.web.marked import marked, named
from pbplatform.web.presentation import listed
from pbplatform.web.slices import LogWords

_SENTENCES: Mapping[str, tuple[LazyString, ...]] = {
    TrusteeLog.NAMED: (
        _l(
            "Trustees hold the key of the box together: %(trustees)s. %(need)s of them have to "
            "come together to open it."
        ),
        _l("Trustees were named for the key of the box."),
    ),
    TrusteeLog.LET_GO: (_l("No trustees hold the key of the box any more. It is on the server."),),
    TrusteeLog.DESTROYED: (
        _l("%(trustee)s said that their share of the key is destroyed."),
        _l("A share of the key was destroyed."),
    ),
    TrusteeLog.ACCOUNT_ACCEPTED: (
        _l("%(trustee)s signs in as a trustee of the box."),
        _l("A trustee signs in."),
    ),
    TrusteeLog.ACCOUNT_ENDED: (
        _l("%(trustee)s does not sign in as a trustee of the box any more."),
        _l("A trustee does not sign in any more."),
    ),
    TrusteeLog.EXPORT_TAKEN: (
        _l("The closed votes were taken, without voters and without a key."),
    ),
    TrusteeLog.LIST_CONFIRMED: (
        _l("%(trustee)s typed the hash of the list that trustees opened away from the server."),
        _l("A trustee typed the hash of the opened list."),
    ),
    TrusteeLog.LIST_TAKEN_BACK: (
        _l("%(trustee)s took back the hash that they had typed of the opened list."),
        _l("A trustee took back the hash of the opened list."),
    ),
}


def _names(names: Sequence[str] | str) -> str:
    """Names of people, each in its own direction and never translated."""
    return marked(listed([named(name) for name in ([names] if isinstance(names, str) else names)]))


LOG = LogWords(
    sentences=_SENTENCES,
    families={"trustee": _l("Trustees")},
    fields={"trustees": _names},
)
