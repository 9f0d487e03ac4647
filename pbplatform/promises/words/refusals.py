"""Sentences of the promises slice."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

MESSAGES: dict[str, LazyString] = {
    "point.only_its_team": _l("Only %(team)s can do this: the point is theirs to answer."),
    "promise.not_found": _l("There is no such promise."),
    "promise.ended": _l("This promise is ended already."),
    "promise.later_day": _l("Enter a day that is still to come"),
    "promise.done_day": _l("Enter the day it was done, today or earlier"),
}
