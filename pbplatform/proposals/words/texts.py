"""Kinds of public text of this slice, and their parts, as people call them."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from pbplatform.core.texts import TextKind
from pbplatform.proposals.services.proposal_texts import find_proposal, write_proposal
from pbplatform.proposals.services.texts import (
    find_idea,
    find_idea_author,
    forget_salt,
    write_idea,
    write_nothing,
)

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
            "credit": _l("The name beside it"),
            "not_taken_words": _l("Why it was not taken further"),
        },
        find=find_idea,
        replace=write_idea,
        forget=forget_salt,
    ),
    TextKind(
        name="idea_author",
        path=r"rounds/([^/]+)/ideas/(\d+)/author",
        label=_l("A public name"),
        fields={},
        find=find_idea_author,
        replace=write_nothing,
    ),
    TextKind(
        name="proposal",
        path=r"rounds/([^/]+)/proposals/(\d+)",
        label=_l("Proposal %(n)s"),
        fields={
            "title": _l("The title"),
            "summary": _l("The summary"),
            "text": _l("What the project is"),
            "spot": _l("The place in words"),
            "who_benefits": _l("Who benefits"),
            "breakers_answer": _l("What could get in the way"),
            "makers_answer": _l("What helps"),
            "reason": _l("Why it changed"),
            "reason_words": _l("Why it was decided so"),
        },
        find=find_proposal,
        replace=write_proposal,
    ),
)
