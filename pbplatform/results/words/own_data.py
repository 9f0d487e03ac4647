"""What rows of this slice are to a person, and what becomes of them.

Source: docs/rules/privacy.md.
"""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from pbplatform.results.models import (
    Certificate,
    Objection,
    ObjectionAnswer,
    ObjectionDraft,
    Recount,
)
from pbplatform.web.slices import OwnTable

_PUBLIC_ROLE = _l("Stays: it is what somebody did in a public role.")

OWN_DATA = (
    OwnTable(
        Objection,
        title=_l("Objections to a count that you sent"),
        then=_l("Stays without you. Its words can be struck and erased on request."),
        mine=lambda whose: Objection.by_id == whose.account_id,
    ),
    OwnTable(
        ObjectionDraft,
        title=_l("Objections you typed with your address that wait for their link"),
        then=_l("Goes: they cannot be sent any more."),
        mine=lambda whose: ObjectionDraft.typed["email"].as_string() == (whose.email or None),
        goes=True,
    ),
    OwnTable(ObjectionAnswer, title=_l("Answers to objections to a count"), then=_PUBLIC_ROLE),
    OwnTable(Certificate, title=_l("Who certified a result"), then=_PUBLIC_ROLE),
    OwnTable(Recount, title=_l("Why a count was done again"), then=_PUBLIC_ROLE),
)
