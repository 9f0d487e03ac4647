"""Sentences of the results slice."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

MESSAGES: dict[str, LazyString] = {
    "result.not_opened": _l("The box is not opened yet, so there is nothing to count."),
    "result.counted_already": _l("The result stands already and never changes."),
    "result.not_published": _l("The result of this round is not published yet."),
    "result.no_such_file": _l("The count has no file of this name."),
    "result.no_such_tracker": _l(
        "No ballot in this list has this tracker. Check each letter. If you changed your vote, "
        "only your newest tracker is in the list."
    ),
    "result.is_a_box_code": _l(
        "This is a box code, which never shows a choice. Enter your tracker, the private code."
    ),
}
