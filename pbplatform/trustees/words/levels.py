"""The level of secrecy of a round, in a sentence for voters. Source: rules section 1."""

from __future__ import annotations

from typing import Protocol

from pbplatform.web.sentences import gettext as _
from pbplatform.web.sentences import ngettext


class Holders(Protocol):
    """The trustees of a round, named or frozen."""

    @property
    def need(self) -> int: ...

    @property
    def names(self) -> tuple[str, ...]: ...


def level_words(held: Holders | None) -> str:
    """Who can open the box."""
    if held is None:
        return str(_("The key of the box is on the server, with the people who run it."))
    return str(
        ngettext(
            "%(of)s people hold the key of the box together. %(num)s of them has to come.",
            "%(of)s people hold the key of the box together. %(num)s of them have to come together "
            "to open it.",
            held.need,
            of=len(held.names),
        )
    )
