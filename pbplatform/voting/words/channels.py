"""How closed votes came, in words."""

from __future__ import annotations

from pbplatform.web.presentation import whole_number
from pbplatform.web.sentences import gettext as _


def how_they_came(by_kind: str) -> str:
    """`paper=2,person=5` in words."""
    came = dict(part.split("=") for part in by_kind.split(",") if part.count("=") == 1)
    if not came and by_kind:
        return by_kind  # an entry that was not written by us
    names = {"person": _("By voters online"), "paper": _("On paper")}
    told = [
        f"{names.get(kind, kind)}: {whole_number(int(number))}" for kind, number in came.items()
    ]
    return ", ".join(told) or str(_("No vote"))
