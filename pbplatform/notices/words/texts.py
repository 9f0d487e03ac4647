"""Notices as a kind of text."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from pbplatform.core.texts import TextKind
from pbplatform.notices.services.texts import find_notice, write_notice_part

TEXTS = (
    TextKind(
        name="notice",
        path=r"(rounds|forums)/([^/]+)/notices/(\d+)",
        label=_l("Notice %(n)s by a facilitator"),
        fields={
            "title": _l("The title"),
            "words": _l("The words"),
            "reason": _l("Why it was taken back"),
        },
        find=find_notice,
        replace=write_notice_part,
    ),
)
