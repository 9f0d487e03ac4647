"""What is asked before something is written down, in words."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from pbplatform.intake.kinds import ContactBy, OriginKind

ORIGINS: tuple[tuple[str, LazyString], ...] = (
    (OriginKind.PHONE.value, _l("On the phone")),
    (OriginKind.DESK.value, _l("At a desk")),
    (OriginKind.STALL.value, _l("At a stall")),
    (OriginKind.LETTER.value, _l("In a letter")),
)

CONTACTS: tuple[tuple[str, LazyString], ...] = (
    (ContactBy.NONE.value, _l("Not at all: they look or ask")),
    (ContactBy.EMAIL.value, _l("By e-mail")),
    (ContactBy.POST.value, _l("By letter")),
)

# Names of the columns of a file with slips.
COLUMN_NAMES: Mapping[str, LazyString] = {
    "slip": _l("Number of the slip"),
    "goes": _l("What is it?"),
    "title": _l("In a few plain words"),
    "text": _l("What the slip says"),
    "place": _l("Where"),
    "name": _l("Name to show"),
    "consent": _l("Yes on the slip"),
    "contact": _l("How to tell the person"),
    "reach": _l("E-mail or postal address"),
}

# Read out before anything is written down; the words that were agreed to are kept with the row.
CONSENT = _l(
    "I write down what you say. Everybody can read it, with the name you choose or none. "
    "How we reach you stays secret. Do you agree?"
)

# Stands on the paper slip beside the box to tick.
CONSENT_ON_SLIP = _l(
    "Everybody can read what I wrote here, with the name that I chose or none. "
    "How you reach me stays secret. I agree."
)
