"""What people say in a check as a kind of text."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from pbplatform.core.texts import TextKind
from pbplatform.promises.services.texts import find_check, write_words

TEXTS = (
    TextKind(
        name="check",
        path=r"checks/(\d+)",
        label=_l("What people say in question %(n)s to residents"),
        fields={"words": _l("What is not as promised")},
        find=find_check,
        replace=write_words,
    ),
)
