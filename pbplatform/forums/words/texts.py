"""Minutes as a kind of text."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from pbplatform.core.texts import TextKind
from pbplatform.forums.services.texts import find_minutes, forget_drafts, write_minutes_part

TEXTS = (
    TextKind(
        name="minutes",
        path=r"forums/([^/]+)/meetings/(\d{4}-\d\d-\d\d)/minutes",
        label=_l("Minutes of the meeting on %(n)s"),
        fields={"text": _l("The minutes"), "reason": _l("Why they changed")},
        find=find_minutes,
        replace=write_minutes_part,
        forget=forget_drafts,
    ),
)
