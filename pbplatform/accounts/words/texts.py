"""The public name of a person as a kind of text."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from pbplatform.accounts.services.texts import find_person, write_person
from pbplatform.core.texts import TextKind

TEXTS = (
    TextKind(
        name="person",
        path=r"people/(\d+)",
        label=_l("A public name"),
        fields={"name": _l("The name")},
        find=find_person,
        replace=write_person,
        is_address=False,
    ),
)
