"""What entries of the public log say of notices by facilitators."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from pbplatform.notices.kinds import NoticeLog
from pbplatform.web.slices import LogWords

_SENTENCES: Mapping[str, tuple[LazyString, ...]] = {
    NoticeLog.WRITTEN: (
        _l("A facilitator wrote to all who follow this. %(title)s: %(words)s"),
        _l("A facilitator wrote to all who follow this."),
    ),
    NoticeLog.TAKEN_BACK: (
        _l("A notice was taken back: %(reason)s"),
        _l("A notice was taken back."),
    ),
}

LOG = LogWords(sentences=_SENTENCES, families={"notice": _l("Notices by facilitators")})
