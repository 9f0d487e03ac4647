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
}


def _names(names: Sequence[str] | str) -> str:
    """Names of people, each in its own direction and never translated."""
    return marked(listed([named(name) for name in ([names] if isinstance(names, str) else names)]))


LOG = LogWords(
    sentences=_SENTENCES,
    families={"trustee": _l("Trustees")},
    fields={"trustees": _names},
)
