"""Settings of the place in words. Source: docs/rules/places.md section 4."""

from __future__ import annotations

from flask_babel import LazyString, ngettext
from flask_babel import lazy_gettext as _l

from pbplatform.places.kinds import Reads, Setting

SETTING_NAMES: dict[str, LazyString] = {
    Setting.ANSWER_DAYS: _l("Days to answer a point"),
    Setting.COSTING_DAYS: _l("Days to say what a proposal costs"),
    Setting.MINUTES_DAYS: _l("Days to write minutes"),
    Setting.READS_IDEAS: _l("When ideas are read"),
    Setting.READS_POINTS: _l("When points are read"),
}
READS_WORDS: dict[str, LazyString] = {
    Reads.BEFORE: _l("Before they are public"),
    Reads.AFTER: _l("After they are public"),
}
# From when a change holds.
HOLDS_FROM: dict[str, LazyString] = {
    Setting.ANSWER_DAYS: _l("For points raised from now on. Those raised before keep their days."),
    Setting.COSTING_DAYS: _l(
        "For costs asked from now on. Those asked before keep the day they have."
    ),
    Setting.MINUTES_DAYS: _l(
        "For meetings called from now on. Those called before keep their days."
    ),
    Setting.READS_IDEAS: _l(
        "For ideas sent from now on. Those sent before wait for their reading as they do now."
    ),
    Setting.READS_POINTS: _l(
        "For points raised from now on. Those raised before wait for their reading as they do now."
    ),
}


def setting_name(name: str) -> str:
    """A setting as residents read it; the code itself where it is none of ours."""
    return str(SETTING_NAMES.get(name, name))


def setting_value(value: object) -> str:
    """A value of a setting: `20 working days`, `Before they are public`."""
    if isinstance(value, int):
        return str(ngettext("%(num)s working day", "%(num)s working days", value))
    return str(READS_WORDS.get(str(value), value))


def told_value(text: str) -> str:
    """The same from the text that a page carried."""
    return setting_value(int(text)) if text.isdigit() else setting_value(text)
