"""Parts of what a voting place says, in words."""

from __future__ import annotations

from collections.abc import Sequence

from pbplatform.web.presentation import listed
from pbplatform.web.sentences import gettext as _


def parts_words(parts: Sequence[str] | str) -> str:
    """What changed, as a list in a sentence; a code that nobody knows stays itself."""
    words = {
        "name": _("its name"),
        "address": _("its address"),
        "area": _("its area"),
        "hours": _("when it is open"),
        "offers": _("what one can do there"),
        "access": _("what makes it easier to use"),
        "getting_there": _("how to get there"),
    }
    given = [parts] if isinstance(parts, str) else parts
    return listed([words.get(part, part) for part in given])
