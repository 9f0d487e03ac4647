"""What entries of the public log say of changed decisions."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from pbplatform.changes.kinds import ChangesLog
from pbplatform.web.log_reading import plain
from pbplatform.web.slices import LogWords

_SENTENCES: Mapping[str, tuple[LazyString, ...]] = {
    ChangesLog.SAID: (
        _l("%(team)s says that it changed a decision because of this. A second person looks."),
        _l("A team says that it changed a decision. A second person looks."),
    ),
    ChangesLog.WITHDRAWN: (
        _l("%(team)s took back what waited for a second person."),
        _l("A team took back what waited for a second person."),
    ),
    ChangesLog.TURNED_DOWN: (
        _l("A second person did not confirm that %(team)s changed a decision."),
        _l("A second person did not confirm that a decision was changed."),
    ),
    ChangesLog.CONFIRMED: (
        _l("A decision was changed. %(words)s. %(first)s said it and %(second)s confirmed it."),
        _l("A decision was changed. %(first)s said it and %(second)s confirmed it."),
        _l("A decision was changed because of people."),
    ),
    ChangesLog.CORRECTED: (
        _l("What was said of a changed decision was corrected: %(reason)s"),
        _l("What was said of a changed decision was corrected."),
    ),
    ChangesLog.TAKEN_BACK: (
        _l("%(team)s did not change this decision after all: %(reason)s"),
        _l("What was said of a changed decision was taken back."),
    ),
}

LOG = LogWords(
    sentences=_SENTENCES,
    families={"changed": _l("What changed because of people")},
    nouns={"change": plain},
)
