"""Minutes, and corrections of them, as kinds of text."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from pbplatform.core.texts import TextKind
from pbplatform.forums.services.texts import (
    find_correction,
    find_minutes,
    forget_drafts,
    write_correction_part,
    write_minutes_part,
)

TEXTS = (
    TextKind(
        name="minutes",
        path=r"forums/([^/]+)/meetings/(\d{4}-\d\d-\d\d(?:-\d+)?)/minutes",
        label=_l("Minutes of the meeting on %(n)s"),
        fields={"text": _l("The minutes"), "reason": _l("Why they changed")},
        find=find_minutes,
        replace=write_minutes_part,
        forget=forget_drafts,
    ),
    TextKind(
        name="correction",
        path=r"forums/([^/]+)/meetings/(\d{4}-\d\d-\d\d)/corrections/(\d+)",
        label=_l("Correction %(n)s of minutes"),
        fields={
            "passage": _l("The passage"),
            "proposed": _l("What should stand there"),
            "why": _l("Why"),
            "by_name": _l("The name beside it"),
        },
        find=find_correction,
        replace=write_correction_part,
    ),
)
