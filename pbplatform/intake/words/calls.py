"""What calls are about, in words."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import LazyString, ngettext
from flask_babel import lazy_gettext as _l

from pbplatform.intake.kinds import CALL, CallAbout

ABOUTS: tuple[tuple[str, LazyString], ...] = (
    (CallAbout.IDEA.value, _l("An idea")),
    (CallAbout.POINT.value, _l("A point")),
    (CallAbout.ANSWER.value, _l("Whether an answer answers")),
    (CallAbout.VOTING.value, _l("How, where and when to vote")),
    (CallAbout.LETTER.value, _l("A letter")),
    (CallAbout.TAKEN_BACK.value, _l("Taking something back, a name, or how we tell the person")),
    (CallAbout.OTHER.value, _l("Something else")),
)


def count_words(counts: Mapping[str, int]) -> list[str]:
    """`12 calls`, then how many were about what, without what nobody asked for."""
    calls = counts.get(CALL, 0)
    told = [ngettext("%(num)s call", "%(num)s calls", calls)]
    return told + [f"{name}: {counts[about]}" for about, name in ABOUTS if counts.get(about)]
