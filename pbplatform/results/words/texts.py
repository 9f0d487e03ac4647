"""Objections as a kind of text that can be reported, struck and erased."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from pbplatform.core.texts import TextKind
from pbplatform.results.services.texts import find_objection, forget_salt, write_objection

TEXTS = (
    TextKind(
        name="objection",
        path=r"rounds/([^/]+)/results/objections/(\d+)",
        label=_l("Objection %(n)s"),
        fields={"words": _l("What is said to be wrong")},
        find=find_objection,
        replace=write_objection,
        forget=forget_salt,
    ),
)
