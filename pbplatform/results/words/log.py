"""What entries of the public log say of a result after its count."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from pbplatform.results.kinds import ResultLog
from pbplatform.results.words.objections import KINDS, VERDICTS
from pbplatform.web.log_reading import plain
from pbplatform.web.slices import LogWords

_SENTENCES: Mapping[str, tuple[LazyString, ...]] = {
    ResultLog.OBJECTION_SENT: (
        _l("Objection %(n)s to count %(count)s was sent: %(sort)s."),
        _l("Somebody objected to the count."),
    ),
    ResultLog.OBJECTION_SHOWN: (
        _l("The words of objection %(n)s can be read by everybody now."),
        _l("The words of an objection can be read by everybody now."),
    ),
    ResultLog.OBJECTION_WITHDRAWN: (
        _l("Objection %(n)s was withdrawn by who sent it."),
        _l("An objection was withdrawn by who sent it."),
    ),
    ResultLog.OBJECTION_ANSWERED: (
        _l("Objection %(n)s was answered by %(answered_by)s. %(verdict)s: %(reason)s"),
        _l("Objection %(n)s was answered."),
        _l("An objection was answered."),
    ),
    ResultLog.RECOUNT_OWED: (
        _l("Count %(count)s was found wrong and is done again: %(reason)s"),
        _l("A count was found wrong and is done again."),
    ),
    ResultLog.RECOUNT_OFF: (
        _l("Count %(count)s is not done again: the answer that said so was corrected."),
        _l("A count is not done again."),
    ),
    ResultLog.CERTIFIED: (
        _l(
            "Count %(count)s was certified by %(first)s and %(second)s. It stands. Papers compared "
            "by hand before: %(papers_compared)s, the same as in public: %(papers_same)s."
        ),
        _l("Count %(count)s was certified by %(first)s and %(second)s. It stands."),
        _l("The result was certified."),
    ),
}

LOG = LogWords(
    sentences=_SENTENCES,
    families={"result": _l("Objections and certificates")},
    fields={
        "sort": lambda value: KINDS.get(value),
        "verdict": lambda value: VERDICTS.get(value),
    },
    nouns={"count": plain},
)
