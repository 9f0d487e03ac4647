"""What entries of the public log say."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from pbplatform.letters.kinds import LettersLog
from pbplatform.web.slices import LogWords

_SENTENCES: Mapping[str, tuple[LazyString, ...]] = {
    LettersLog.BATCH_MADE: (
        _l("Letters were put together to be printed: %(letters)s. Left out: %(left_out)s."),
        _l("Letters were put together to be printed."),
    ),
    LettersLog.PRINTED_AGAIN: (
        _l("Letters of batch %(number)s were printed again."),
        _l("Letters were printed again."),
    ),
    LettersLog.POSTED: (
        _l("Posted on %(day)s: %(letters)s."),
        _l("Letters were posted."),
    ),
    LettersLog.NOT_POSTED: (_l("A letter was marked as posted by mistake."),),
    LettersLog.CAME_BACK: (_l("A letter came back."),),
    LettersLog.NOT_BACK: (_l("A letter was marked as come back by mistake."),),
    LettersLog.HELD: (_l("A letter was held back before it was posted."),),
    LettersLog.PUT_BACK: (_l("A letter that was held back waits again."),),
    LettersLog.STOPPED: (_l("Somebody wants no more letters about something."),),
}

LOG = LogWords(
    sentences=_SENTENCES,
    families={"letters": _l("Letters")},
)
