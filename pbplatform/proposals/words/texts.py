"""Kinds of public text of this slice, and their parts, as people call them."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from pbplatform.core.texts import TextKind
from pbplatform.proposals.services.texts import find_idea, write_idea

TEXTS = (
    TextKind(
        name="idea",
        path=r"rounds/([^/]+)/ideas/(\d+)",
        label=_l("Idea %(n)s"),
        fields={
            "title": _l("The title"),
            "text": _l("What should happen"),
            "spot": _l("The place in words"),
            "who_benefits": _l("Who would benefit most"),
            "photo": _l("The picture"),
            "photo_alt": _l("What the picture shows"),
            "people": _l("Who could make it happen"),
            "not_taken_words": _l("Why it was not taken further"),
        },
        find=find_idea,
        replace=write_idea,
    ),
)
